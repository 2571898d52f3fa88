import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import {
  answer,
  closed,
  dialog,
  format,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import { Sos } from "./sos";

const HERE = "/api/v1/bookings/b1/sos";
const ALARM = {
  id: "s1",
  bookingId: "b1",
  state: "open",
  silent: false,
  raisedAt: "2026-03-01T08:00:00Z",
  acknowledgedAt: null,
  emergencyNumbers: [{ name: { ar: "الشرطة", en: "Police" }, number: "122" }],
};

/** What `performance.now` says: a press is held as long as the test wants. */
let now = 0;
const frames: FrameRequestCallback[] = [];
const held = (ms: number) => {
  now += ms;
  for (const frame of frames.splice(0)) frame(now);
};

beforeEach(() => {
  logIn("customer");
  frames.splice(0);
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.stubGlobal("requestAnimationFrame", (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal("cancelAnimationFrame", () => frames.splice(0));
  answer(`GET ${HERE}`, refusal(404, "not_found", "There is none."));
  vi.stubGlobal(
    "navigator",
    Object.assign(navigator, {
      geolocation: {
        getCurrentPosition: (found: (at: unknown) => void) =>
          found({ coords: { latitude: 29.96, longitude: 31.25 } }),
      },
    }),
  );
});

const button = (name: string) => {
  const [found] = pressables(name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

test("help is called by holding, never by a touch in the pocket; the police is one tap away", async () => {
  show(<Sos bookingId="b1" />);
  await press(t("help.open"));
  await dialog();
  const big = button(t("help.hold"));
  expect(button(t("help.call", { name: t("help.police"), number: "122" })).getAttribute("href")).toBe(
    "tel:122",
  );
  fireEvent.pointerDown(big, { isPrimary: true });
  held(1000);
  fireEvent.pointerUp(big);
  fireEvent.click(big);
  held(2000);
  expect(sentTo(`POST ${HERE}`), "let go too early").toEqual([]);
  expect(pressables(t("help.hold")), "and it says again how").toHaveLength(1);

  screen.getByLabelText(t("help.silent")).click();
  answer(`POST ${HERE}`, { ...ALARM, silent: true });
  answer(`GET ${HERE}`, { ...ALARM, silent: true });
  fireEvent.pointerDown(big, { isPrimary: true });
  held(800);
  held(800);
  await closed();
  expect(lastTo(`POST ${HERE}`).body).toEqual({ silent: true, place: { lat: 29.96, lng: 31.25 } });
  const running = await screen.findByTestId("sos");
  expect(running.textContent).toContain(t("help.called", { time: format.time(ALARM.raisedAt) }));
  expect(running.textContent).toContain(t("help.called_silent"));
});

test("keys are held too; who can hold nothing presses twice; a refusal is told and the way stays open", async () => {
  show(<Sos bookingId="b1" />);
  await press(t("help.open"));
  await dialog();
  const big = button(t("help.hold"));
  answer(`POST ${HERE}`, refusal(409, "tracking.no_visit", "There is no visit now."));
  fireEvent.keyDown(big, { key: "a" });
  fireEvent.keyDown(big, { key: " " });
  fireEvent.keyDown(big, { key: " " });
  held(1600);
  await screen.findByText("There is no visit now.");
  fireEvent.keyUp(big, { key: " " });
  expect(sentTo(`POST ${HERE}`)).toHaveLength(1);
  fireEvent.click(big);
  await waitFor(() =>
    expect(pressables(t("help.hold")).length + pressables(t("help.press_again")).length).toBe(1),
  );
  if (pressables(t("help.press_again")).length === 0) fireEvent.click(big);
  await waitFor(() => expect(pressables(t("help.press_again"))).toHaveLength(1));
  answer(`POST ${HERE}`, ALARM);
  answer(`GET ${HERE}`, ALARM);
  fireEvent.click(big);
  await closed();
  expect(sentTo(`POST ${HERE}`)).toHaveLength(2);
});

test("an alarm that runs: seen, whom to call, and that it was a mistake", async () => {
  answer(`GET ${HERE}`, { ...ALARM, acknowledgedAt: "2026-03-01T08:01:00Z" });
  show(<Sos bookingId="b1" />);
  const running = await screen.findByTestId("sos");
  expect(running.textContent).toContain(t("help.seen", { time: format.time("2026-03-01T08:01:00Z") }));
  expect(button(t("help.call", { name: "Police", number: "122" })).getAttribute("href")).toBe("tel:122");
  answer(`POST ${HERE}`, refusal(503, "away", "Try again soon."));
  await press(t("help.mistake"));
  await screen.findByText("Try again soon.");
  answer(`POST ${HERE}`, ALARM);
  await press(t("help.mistake"));
  await screen.findByText(t("help.mistake_told"));
  expect(lastTo(`POST ${HERE}`).body).toEqual({ note: t("help.mistake_note"), silent: false });
  await waitFor(() => expect(pressables(t("help.mistake"))).toEqual([]));
});
