import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import {
  address,
  answer,
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
import { NewOrder, type Offer } from "./new-order";
import { Shift } from "./shift";

/** The open line to the server, which the test speaks on. */
const line = vi.hoisted(() => new Map<string, (told: unknown) => void>());
vi.mock("socket.io-client", () => ({
  io: () => ({
    connected: true,
    active: true,
    on: (event: string, listener: (told: unknown) => void) => line.set(event, listener),
    emit: () => undefined,
    connect: () => undefined,
  }),
}));

const offer = (more: Partial<Offer> = {}): Offer =>
  ({
    id: "o1",
    bookingId: "b1",
    serviceName: { ar: "حنفية", en: "Tap repair" },
    district: { ar: "المعادي", en: "Maadi" },
    quantity: 2,
    pricing: "inspection_first",
    earnings: { amount: 12_000, currency: "EGP" },
    paymentMethod: "cash",
    distanceM: 1200,
    travelS: 20,
    instant: true,
    startsAt: new Date().toISOString(),
    createdAt: new Date(Date.now() - 5000).toISOString(),
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    ...more,
  }) as Offer;

beforeEach(() => {
  logIn("service_provider");
  vi.stubGlobal("AudioContext", undefined);
  answer("GET /api/v1/providers/me", { id: "me", isOnline: false });
  answer("GET /api/v1/bookings", { items: [] });
  answer("GET /api/v1/offers", { items: [offer()] });
});

const open = () =>
  show(
    <Shift>
      <NewOrder />
    </Shift>,
    { at: "/work" },
  );

test("an offer fills the screen: what it pays, how far, how long; taken, its job opens", async () => {
  open();
  await screen.findByText(t("new.title"));
  const all = document.body.textContent ?? "";
  expect(all).toContain("Tap repair × 2");
  expect(all).toContain(t("new.inspection"));
  expect(all).toContain(format.money({ amount: 12_000, currency: "EGP" }));
  expect(all).toContain(format.distance(1200));
  expect(all, "no way takes no time").toContain(format.minutes(1));
  answer("POST /api/v1/offers/o1/accept", refusal(422, "provider.debt", "Pay what you owe first."));
  await press(t("new.accept"));
  await screen.findByText("Pay what you owe first.");
  answer("POST /api/v1/offers/o1/accept", { id: "b1" });
  answer("GET /api/v1/offers", { items: [] });
  await press(t("new.accept"));
  await waitFor(() => expect(address()).toBe("/work/jobs/b1"));
  await waitFor(() => expect(screen.queryByText(t("new.title"))).toBeNull());
  expect(screen.queryByText(t("ended.taken"))).toBeNull();
});

test("it is declined with why, and does not come back", async () => {
  answer("GET /api/v1/offers", { items: [offer({ instant: false, startsAt: "2026-03-01T08:00:00Z" })] });
  open();
  await screen.findByText(format.dateTime("2026-03-01T08:00:00Z"));
  await press(t("new.decline"));
  answer("POST /api/v1/offers/o1/decline", refusal(503, "away", "Try again soon."));
  await press(t("why.too_far"));
  await screen.findByText("Try again soon.");
  answer("POST /api/v1/offers/o1/decline", null);
  await press(t("why.too_far"));
  await waitFor(() => expect(screen.queryByText(t("new.title"))).toBeNull());
  expect(lastTo("POST /api/v1/offers/o1/decline").body).toEqual({ reason: "too_far" });
});

test("too late: somebody else has it, it was taken back, or its time ran out", async () => {
  answer("POST /api/v1/offers/o1/accept", refusal(409, "booking.already_accepted", "Taken."));
  const { unmount } = open();
  await press(t("new.accept"));
  await screen.findByText(t("ended.taken"));
  await press(t("ended.ok"));
  await waitFor(() => expect(screen.queryByText(t("ended.taken"))).toBeNull());
  unmount();

  answer("GET /api/v1/offers", { items: [offer({ id: "o2" })] });
  const second = open();
  await screen.findByText(t("new.title"));
  answer("GET /api/v1/offers", { items: [] });
  await waitFor(() => expect(line.has("offer.closed")).toBe(true));
  line.get("offer.closed")?.({});
  await screen.findByText(t("ended.taken"));
  second.unmount();

  answer("GET /api/v1/offers", { items: [offer({ id: "o3" })] });
  open();
  await screen.findByText(t("new.title"));
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 61_000);
  await screen.findByText(t("ended.expired"));
  vi.useRealTimers();
});

test("who is no technician yet is offered nothing", async () => {
  answer("GET /api/v1/providers/me", refusal(404, "provider.none", "Not yet."));
  open();
  await waitFor(() => expect(sentTo("GET /api/v1/providers/me").length).toBeGreaterThan(0));
  expect(sentTo("GET /api/v1/offers")).toEqual([]);
  expect(pressables(t("new.accept"))).toEqual([]);
});
