import { screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { beginOrder, changeDraft, forgetDraft } from "@/shared/order/draft";
import { address, answer, isOpen, lastTo, logIn, press, refusal, show, t, whenSent } from "@/testing/screen";
import Order from "./order";

const PIN = { lat: 29.96, lng: 31.257 };
const FAR = { lat: 30.05, lng: 31.24 };
const one = (id: string, more: object = {}) => ({
  id,
  label: id,
  pin: PIN,
  governorate: "EG-C",
  district: "maadi",
  street: "9",
  isDefault: false,
  ...more,
});
const QUOTE = {
  id: "q1",
  isExpired: false,
  pin: FAR,
  district: { ar: "المعادي", en: "Maadi" },
  lines: [],
  total: { amount: 35_000, currency: "EGP" },
  service: { id: "s1", name: { ar: "تنظيف", en: "Cleaning" }, pricing: "fixed_scope" },
};
const GONE = refusal(404, "identity.address_not_found", "There is no such address.");

beforeEach(() => {
  logIn("customer");
  forgetDraft();
  beginOrder("s1", 1);
  answer("GET /api/v1/me/addresses", { items: [one("new"), one("usual", { isDefault: true })] });
  answer("GET /api/v1/services/s1", { id: "s1", pricing: "fixed_scope" });
  answer("GET /api/v1/zones/at", { openNow: true });
  answer("GET /api/v1/payment-methods", { items: [] });
});
afterEach(forgetDraft);

const open = (step: string) => show(<Order />, { at: `/order/${step}`, route: "/order/:step" });
const chosen = () =>
  screen
    .getAllByRole<HTMLInputElement>("radio")
    .filter((radio) => radio.checked)
    .map((radio) => radio.closest("label")?.querySelector(".title")?.textContent);

test("an address that was deleted is not the order's any more", async () => {
  changeDraft({ addressId: "old" });
  answer("GET /api/v1/me/addresses/old", GONE);
  open("place");
  await screen.findByText("usual");
  await waitFor(() => expect(chosen()).toEqual(["usual"]));
  answer("GET /api/v1/me/addresses/usual", one("usual"));
  await press(t("act.next"));
  await screen.findByText(t("time.now"));
  expect(address()).toBe("/order/time");
  expect(lastTo("GET /api/v1/me/addresses/usual").query).toEqual({});
});

test("one that is deleted while its order is checked leads back to where", async () => {
  changeDraft({ addressId: "old", start: "now" });
  answer("GET /api/v1/me/addresses/old", GONE);
  open("check");
  await waitFor(() => expect(address()).toBe("/order/place"));
  await screen.findByText("usual");
});

test("one of a further page is chosen, shown and priced at its own place", async () => {
  changeDraft({ addressId: "far" });
  answer("GET /api/v1/me/addresses", { items: [one("usual", { isDefault: true })], nextCursor: "usual" });
  answer("GET /api/v1/me/addresses/far", one("far", { pin: FAR }));
  open("place");
  await screen.findByText("far");
  await waitFor(() => expect(chosen()).toEqual(["far"]));
  await press(t("act.next"));
  answer("POST /api/v1/quotes", QUOTE);
  answer("GET /api/v1/quotes/q1", QUOTE);
  await press(t("act.next"));
  expect((await whenSent("POST /api/v1/quotes")).body).toMatchObject({ pin: FAR });
});

test("an address that can't be had is said and asked for again", async () => {
  changeDraft({ addressId: "usual", start: "now" });
  answer("GET /api/v1/me/addresses/usual", refusal(503, "away", "Try again soon."));
  open("check");
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/me/addresses/usual", one("usual"));
  answer("POST /api/v1/quotes", QUOTE);
  answer("GET /api/v1/quotes/q1", QUOTE);
  await press(t("act.retry"));
  await screen.findByText("Cleaning");
});

test("who has no name yet is asked for it before ordering", async () => {
  logIn("customer", { firstName: "" });
  changeDraft({ addressId: "usual", start: "now", quoteId: "q1" });
  answer("GET /api/v1/me/addresses/usual", one("usual"));
  answer("GET /api/v1/quotes/q1", QUOTE);
  open("check");
  await screen.findByText(t("auth.name_why"));
  expect(isOpen(/^Order ·/)).toBe(false);
});

test("a saved address where nobody comes says so at once, and goes no further", async () => {
  answer("GET /api/v1/zones/at", {
    served: false,
    openNow: false,
    message: { ar: "لا نصل", en: "Not there yet" },
  });
  open("place");
  await screen.findByText("Not there yet");
  await press(t("act.next"));
  expect(address()).toBe("/order/place");
});

test("who is closed now is not chosen for now", async () => {
  changeDraft({ addressId: "usual" });
  answer("GET /api/v1/me/addresses/usual", one("usual"));
  answer("GET /api/v1/zones/at", { served: true, openNow: false });
  answer("GET /api/v1/slots", { days: [] });
  open("time");
  await screen.findByText(t("time.closed_now"));
  await waitFor(() => expect(chosen()).toEqual([t("time.later")]));
  expect(isOpen(t("act.next"))).toBe(false);
});

test("an address that can't be had is said where times are chosen, too", async () => {
  changeDraft({ addressId: "usual", start: "2026-12-01T10:00:00Z" });
  answer("GET /api/v1/me/addresses/usual", refusal(503, "away", "Try again soon."));
  open("time");
  await screen.findByText("Try again soon.");
  expect(isOpen(t("act.retry"))).toBe(true);
});

test("a technician without any time leaves the way to others open", async () => {
  changeDraft({
    addressId: "usual",
    providerId: "t1",
    start: "2026-12-01T10:00:00Z",
    taken: ["2026-12-01T10:00:00Z"],
  });
  answer("GET /api/v1/me/addresses/usual", one("usual"));
  answer("GET /api/v1/slots", { days: [{ date: "2026-12-02", slots: [] }] });
  open("time");
  await screen.findByText(t("time.none_with"));
  await press(t("time.anybody"));
  await screen.findByText(t("time.none_at_all"));
  expect(lastTo("GET /api/v1/slots").query.providerId).toBeUndefined();
});

test("what an order became takes the place of its steps", async () => {
  changeDraft({ leadsTo: "/bookings/b1" });
  open("check");
  await waitFor(() => expect(address()).toBe("/bookings/b1"));
});
