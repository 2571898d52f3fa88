import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { WebhookEndpointOut, WebhookMessageOut } from "@/generated/ops";
import {
  address,
  answer,
  closed,
  dialog,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressable,
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
  whenSent,
  wrongAt,
} from "@/testing/screen";
import Endpoint from "./endpoint";

const HERE = "/api/v1/admin/partners/p1/webhook-endpoints";
const ENDPOINT: WebhookEndpointOut = {
  id: "e1",
  url: "https://jasmine.example/osta",
  description: "Tickets",
  enabled: true,
  eventTypes: ["booking.created"],
  createdAt: "2026-03-01T10:00:00Z",
};
const message = (more: Partial<WebhookMessageOut> = {}): WebhookMessageOut => ({
  id: "m1",
  webhookId: "msg_1",
  type: "booking.created",
  state: "failed",
  attempts: 3,
  occurredAt: "2026-03-02T10:00:00Z",
  createdAt: "2026-03-02T10:00:00Z",
  ...more,
});
const ONE = { at: "/ops/partners/p1/endpoints/e1", route: "/ops/partners/:id/endpoints/:endpointId" };

beforeEach(() => {
  logIn();
  answer(`GET ${HERE}/e1`, ENDPOINT);
  answer(`GET ${HERE}/e1/messages`, { items: [] });
});

test("an endpoint is made: refused at its field first, then its secret once, then its page", async () => {
  show(<Endpoint />, { ...ONE, at: "/ops/partners/p1/endpoints/new" });
  await fill("url", "ftp://nowhere");
  answer(
    `POST ${HERE}`,
    refusal(422, "validation", "Check it.", [
      { field: "url", message: "Only https." },
      { field: "eventTypes[0]", message: "No such kind." },
    ]),
  );
  await press(t("hook.make"));
  await waitFor(() => expect(wrongAt("url")).toBe("Only https."));
  screen.getByText("No such kind.");
  await fill("url", "https://jasmine.example/osta");
  screen.getByLabelText(t("hook_event.booking_completed")).click();
  answer(`POST ${HERE}`, { endpoint: ENDPOINT, secret: "whsec_1" });
  await press(t("hook.make"));
  expect((await screen.findByTestId("secret")).textContent).toBe("whsec_1");
  expect(lastTo(`POST ${HERE}`).body).toEqual({
    url: "https://jasmine.example/osta",
    description: null,
    enabled: true,
    eventTypes: ["booking.completed"],
  });
  await press(t("key.kept"));
  await waitFor(() => expect(address()).toBe("/ops/partners/p1/endpoints/e1"));
  await screen.findByText(t("hook.no_messages"));
});

test("how it fares is told, and what it is told of can be changed", async () => {
  answer(`GET ${HERE}/e1`, {
    ...ENDPOINT,
    failingSince: "2026-03-03T10:00:00Z",
    previousSecretUntil: "2026-03-05T10:00:00Z",
  });
  show(<Endpoint />, ONE);
  await screen.findByText(t("hook.failing"));
  screen.getByText(format.dateTime("2026-03-03T10:00:00Z"));
  screen.getByText(format.dateTime("2026-03-05T10:00:00Z"));
  screen.getByLabelText(t("hook_event.booking_created")).click();
  answer(`PUT ${HERE}/e1`, { ...ENDPOINT, eventTypes: [] });
  answer(`GET ${HERE}/e1`, { ...ENDPOINT, eventTypes: [] });
  await press(t("act.save"));
  expect((await whenSent(`PUT ${HERE}/e1`)).body).toEqual({
    url: "https://jasmine.example/osta",
    description: "Tickets",
    enabled: true,
    eventTypes: [],
  });
  await screen.findByText(t("hook.on"));
});

test("one that was switched off says why, and cannot be tried", async () => {
  answer(`GET ${HERE}/e1`, {
    ...ENDPOINT,
    enabled: false,
    offReason: "failing",
    offAt: "2026-03-04T10:00:00Z",
  });
  const { unmount } = show(<Endpoint />, ONE);
  await screen.findByText(t("hook.off_failing"));
  screen.getByText(format.dateTime("2026-03-04T10:00:00Z"));
  expect(isOpen(t("hook.test"))).toBe(false);
  unmount();
  answer(`GET ${HERE}/e1`, { ...ENDPOINT, enabled: false, offReason: "by_owner" });
  show(<Endpoint />, ONE);
  await screen.findByText(t("hook.off"));
});

test("it is tried, gets another secret, and is deleted by who means it", async () => {
  answer(`POST ${HERE}/e1/test`, refusal(409, "webhook.busy", "Wait a little."));
  show(<Endpoint />, ONE);
  await press(t("hook.test"));
  await screen.findByText("Wait a little.");
  answer(`POST ${HERE}/e1/test`, { id: "m9" });
  await press(t("hook.test"));
  await screen.findByText(t("hook.test_sent"));

  await press(t("hook.rotate"));
  const sheet = await dialog();
  await fill("overlapHours", "0");
  answer(`POST ${HERE}/e1/rotate-secret`, { endpoint: ENDPOINT, secret: "whsec_2" });
  await press(t("key.rotate"), sheet);
  expect((await screen.findByTestId("secret")).textContent).toBe("whsec_2");
  expect(lastTo(`POST ${HERE}/e1/rotate-secret`).body).toEqual({ overlapHours: 0 });
  await press(t("key.kept"));
  await closed();

  const sure = vi.fn(() => false);
  vi.stubGlobal("confirm", sure);
  answer(`DELETE ${HERE}/e1`, null);
  await press(t("hook.delete"));
  expect(sentTo(`DELETE ${HERE}/e1`)).toEqual([]);
  sure.mockReturnValue(true);
  await press(t("hook.delete"));
  await waitFor(() => expect(address()).toBe("/ops/partners/p1"));
  expect(sentTo(`DELETE ${HERE}/e1`)).toHaveLength(1);
  expect(sure).toHaveBeenCalledWith(t("hook.delete_text"));
});

test("its messages: filtered in the address, told again one by one, and all failures in rounds", async () => {
  answer(`GET ${HERE}/e1/messages`, ({ query }: Sent) => ({
    items: query.state
      ? [message()]
      : [
          message({ bookingId: "1-b1234567" }),
          message({
            id: "m2",
            type: "webhook.test",
            state: "waiting",
            nextAttemptAt: "2026-03-02T11:00:00Z",
          }),
        ],
  }));
  show(<Endpoint />, ONE);
  await screen.findByText(t("hook_state.failed"), { selector: "td *" });
  const [first, second] = rows();
  expect(first?.slice(1)).toEqual([
    t("hook_event.booking_created"),
    "b1234567",
    t("hook_state.failed"),
    "3",
    "–",
    t("delivery.again"),
  ]);
  expect(second?.slice(5), "one that waits comes by itself").toEqual([
    format.dateTime("2026-03-02T11:00:00Z"),
    "",
  ]);
  expect((await pressable("b1234567")).getAttribute("href")).toBe("/ops/bookings/1-b1234567");

  answer(`POST ${HERE}/e1/messages/m1/replay`, { id: "m1" });
  await press(t("delivery.again"));
  await screen.findByText(t("hook.queued"));
  await fill(t("board.status"), "failed");
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(address()).toContain("state=failed");

  answer(`POST ${HERE}/e1/replay`, () =>
    sentTo(`POST ${HERE}/e1/replay`).length === 1 ? { count: 100, more: true } : { count: 7, more: false },
  );
  await press(t("hook.replay_all"));
  await screen.findByText(t("hook.replayed", { count: 107 }));
  expect(sentTo(`POST ${HERE}/e1/replay`)).toHaveLength(2);
});

test("a message opened: its attempts with their errors, and its body as it was sent", async () => {
  answer(`GET ${HERE}/e1/messages`, { items: [message()] });
  answer(`GET ${HERE}/e1/messages/m1`, refusal(503, "away", "Not now."));
  show(<Endpoint />, ONE);
  await press(t("hook_event.booking_created"));
  await screen.findByText("Not now.");
  answer(`GET ${HERE}/e1/messages/m1`, {
    message: message(),
    attempts: [
      { at: "2026-03-02T10:00:00Z", elapsedMs: 12, status: 500, answer: "oops" },
      { at: "2026-03-02T10:05:00Z", elapsedMs: 34, error: "timed_out" },
      { at: "2026-03-02T10:09:00Z", elapsedMs: 0 },
    ],
    body: { type: "booking.created" },
  });
  const sheet = await dialog();
  await press(t("act.retry"), sheet);
  await waitFor(() => expect(sheet.querySelectorAll("li")).toHaveLength(3));
  const [first, second, third] = Array.from(sheet.querySelectorAll("li"), (one) => one.textContent);
  expect(first).toContain("HTTP 500");
  expect(first).toContain("oops");
  expect(second).toContain(t("hook.took", { ms: 34 }));
  expect(third).toContain("· – ·");
  expect(sheet.textContent).toContain('"type": "booking.created"');
  expect(sheet.textContent).toContain("msg_1");
  await press(t("act.close"), sheet);
  await closed();
  answer(`GET ${HERE}/e1/messages/m1`, { message: message({ attempts: 0 }), attempts: [] });
  await press(t("hook_event.booking_created"));
  await screen.findByText(t("hook.no_attempts"));
});

test("an endpoint that is gone", async () => {
  answer(`GET ${HERE}/e1`, refusal(404, "not_found", "There is none."));
  show(<Endpoint />, ONE);
  await screen.findByText(t("form.gone"));
});
