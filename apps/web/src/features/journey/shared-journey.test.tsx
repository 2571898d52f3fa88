import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { markers } from "@/testing/map";
import { answer, format, press, pressables, refusal, show, t } from "@/testing/screen";
import SharedJourney from "./shared-journey";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const JOURNEY = {
  state: "en_route",
  provider: { firstName: "Amr" },
  district: { ar: "المعادي", en: "Maadi" },
  eta: null,
  freshness: "live",
  position: { place: { lat: 29.96, lng: 31.25 }, accuracy: 9, ageS: 5, recordedAt: "2026-03-01T08:00:00Z" },
  expiresAt: "2026-03-01T12:00:00Z",
};
const AT = { at: "/shared/x", route: "/shared/:token" };
const ask = (journey: object) => answer("GET /api/v1/shared-journeys/x", journey);

test("family sees who comes and where the technician is, and never the home", async () => {
  ask(JOURNEY);
  show(<SharedJourney />, AT);
  const state = await screen.findByTestId("shared-state");
  expect(state.textContent).toBe(t("shared_state.en_route", { name: "Amr" }));
  screen.getByText(t("track.live"));
  screen.getByText(t("shared.where", { district: "Maadi" }));
  await waitFor(() =>
    expect(Array.from(markers, (one) => one.getElement().getAttribute("aria-label"))).toEqual([
      t("track.technician"),
    ]),
  );
  expect(document.body.textContent).toContain(t("shared.until", { time: format.time(JOURNEY.expiresAt) }));
});

test("how sure the place is, is said", async () => {
  for (const [journey, said] of [
    [{ ...JOURNEY, freshness: "stale" }, t("track.stale", { ago: format.ago(5) })],
    [{ ...JOURNEY, freshness: "dark" }, t("track.dark", { ago: format.ago(5) })],
    [{ ...JOURNEY, position: null, provider: null, district: null }, t("shared.near")],
    [{ ...JOURNEY, position: null, state: "arrived" }, t("shared.no_map")],
  ] as const) {
    ask(journey);
    const { unmount } = show(<SharedJourney />, AT);
    await screen.findByText(said);
    unmount();
  }
});

test("a link that is over, and a server that is away", async () => {
  ask(refusal(503, "away", "Try again soon."));
  const { unmount } = show(<SharedJourney />, AT);
  await screen.findByText("Try again soon.");
  ask(JOURNEY);
  await press(t("act.retry"));
  await screen.findByTestId("shared-state");
  unmount();
  ask(refusal(404, "not_found", "None."));
  show(<SharedJourney />, AT);
  await screen.findByText(t("shared.over"));
  expect(pressables(t("shared.what_is_osta"))[0]?.getAttribute("href")).toBe("/");
});
