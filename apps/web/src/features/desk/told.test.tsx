import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { PushState } from "@/shared/push/push";
import { watchInstall } from "@/shared/pwa/install";
import { answer, logIn, press, pressables, show, t } from "@/testing/screen";
import { Me } from "./me";
import { Shift } from "./shift";
import { Today } from "./today";

const push = vi.hoisted(() => ({ state: "ask" as PushState }));
vi.mock("@/shared/push/push", () => ({
  pushState: async () => push.state,
  switchOnPush: async () => true,
  browserLabel: () => "Chrome",
}));

const ME = "/api/v1/providers/me";
const person = (isOnline: boolean) => ({
  id: "me",
  isOnline,
  verification: "verified",
  nationalId: "**********1234",
  jobsCompleted: 3,
});

beforeEach(() => {
  push.state = "ask";
  logIn("service_provider");
  answer(`GET ${ME}`, person(true));
  answer("GET /api/v1/bookings", { items: [] });
});

const today = () =>
  show(
    <Shift>
      <Today />
    </Shift>,
    { at: "/work" },
  );

test("who is online is asked for messages, once: never when they come already or are blocked", async () => {
  const first = today();
  await screen.findByText(t("desk.push"));
  await press(t("push.no"));
  await waitFor(() => expect(screen.queryByText(t("desk.push"))).toBeNull());
  first.unmount();
  for (const state of ["on", "denied", "unsupported"] as const) {
    localStorage.clear();
    push.state = state;
    const { unmount } = today();
    await screen.findByText(t("desk.online"));
    await new Promise((done) => setTimeout(done));
    expect(screen.queryByText(t("desk.push")), state).toBeNull();
    unmount();
  }
});

test("who is offline is not asked, and told nothing about it until the switch is on", async () => {
  answer(`GET ${ME}`, person(false));
  today();
  await screen.findByText(t("desk.offline"));
  await new Promise((done) => setTimeout(done));
  expect(screen.queryByText(t("desk.push"))).toBeNull();
  answer(`PUT ${ME}/availability`, { online: true });
  answer(`GET ${ME}`, person(true));
  screen.getByRole("switch").click();
  await screen.findByText(t("desk.push"));
  await press(t("push.yes"));
  await screen.findByText(t("push.on"));
});

test("one's own page leads to what one was told, and to what one wants to be told", async () => {
  show(
    <Shift>
      <Me />
    </Shift>,
  );
  await waitFor(() => expect(pressables(t("hours.title"))).toHaveLength(1));
  expect(pressables(t("me.notifications"))[0]?.getAttribute("href")).toBe("/work/notifications");
  expect(pressables(t("me.alerts"))[0]?.getAttribute("href")).toBe("/work/alerts");
});

test("the app is offered for the phone's screen at work, until somebody says no", async () => {
  const first = today();
  await screen.findByText(t("desk.no_jobs"));
  expect(screen.queryByText(t("desk.install")), "where nothing can be installed").toBeNull();
  const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: async () => ({ outcome: "dismissed" }),
  });
  const browser = new EventTarget();
  watchInstall(browser);
  browser.dispatchEvent(offer);
  await screen.findByText(t("desk.install"));
  await press(t("install.yes"));
  await waitFor(() => expect(screen.queryByText(t("desk.install"))).toBeNull());
  first.unmount();
  browser.dispatchEvent(offer);
  today();
  await screen.findByText(t("desk.no_jobs"));
  expect(screen.queryByText(t("desk.install")), "asked once").toBeNull();
});
