import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { press, show, t } from "@/testing/screen";
import { InstallCard } from "./install-card";
import { installsByShare } from "./ios";

const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(navigator, "standalone");
});

test("iPhones and iPads put it on their screen by hand, where their browsers let them", () => {
  const on = (userAgent: string, more: { standalone?: boolean; maxTouchPoints?: number } = {}) =>
    installsByShare({ userAgent, standalone: false, maxTouchPoints: 5, ...more });
  expect(on(SAFARI)).toBe(true);
  expect(on(SAFARI.replace("Version/26.0", "CriOS/140.0.0.0"))).toBe(true);
  expect(on(MAC), "an iPad").toBe(true);
  expect(on(MAC, { maxTouchPoints: 0 }), "a Mac").toBe(false);
  expect(on(SAFARI, { standalone: true }), "it is there already").toBe(false);
  const inside = SAFARI.replace("Version/26.0 ", "").replace("Safari/604.1", "[FBAN/FBIOS]");
  expect(on(inside), "a window of another app").toBe(false);
  expect(on("Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Safari/537.36", { standalone: undefined })).toBe(
    false,
  );
});

test("on an iPhone the two presses are shown; who has seen them is not told again", async () => {
  vi.spyOn(navigator, "userAgent", "get").mockReturnValue(SAFARI);
  Object.defineProperty(navigator, "standalone", { value: false, configurable: true });
  const first = show(<InstallCard />);
  await screen.findByText(t("install.ask"));
  const presses = screen.getAllByRole("listitem").map((one) => one.textContent);
  expect(presses).toEqual([t("install.share"), t("install.add")]);
  expect(screen.queryByRole("button", { name: t("install.yes") }), "nobody can do it for them").toBeNull();
  await press(t("install.known"));
  await waitFor(() => expect(screen.queryByText(t("install.ask"))).toBeNull());
  first.unmount();
  show(<InstallCard />);
  expect(screen.queryByText(t("install.ask"))).toBeNull();
});

test("where nothing can be installed nothing is asked", () => {
  show(<InstallCard />);
  expect(screen.queryByText(t("install.ask"))).toBeNull();
});
