import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { answer, format, isOpen, lastTo, logIn, press, refusal, show, t, whenSent } from "@/testing/screen";
import { Pay } from "./pay";

const PAY = "POST /api/v1/bookings/b1/pay";
const METHODS = "GET /api/v1/payment-methods";
const total = { amount: 35_000, currency: "EGP" as const };
const booking = () =>
  ({
    id: "b1",
    stage: "awaiting_payment",
    paymentMethod: "wallet",
    paymentDueAt: new Date(Date.now() + 5 * 60_000).toISOString(),
    price: { total },
  }) as unknown as BookingOut;
const name = { ar: "م", en: "M" };
const cash = { method: "cash", name, available: true, code: null, text: null };
const low = {
  method: "wallet",
  name,
  available: false,
  code: "payments.wallet_too_low",
  text: { ar: "الرصيد لا يكفي.", en: "The wallet holds too little." },
};
const card = { method: "card", name, available: false, code: "payments.method_not_available", text: name };
const byWallet = () => t("pay.by", { total: format.money(total), method: t("pay.wallet") });
const byCash = () => t("pay.by_cash", { total: format.money(total) });

beforeEach(() => {
  logIn("customer");
});

test("a wallet that is too low says so, and cash is a tap away", async () => {
  answer(METHODS, { items: [cash, low, card] });
  const refresh = vi.fn();
  show(<Pay booking={booking()} refresh={refresh} />);
  await screen.findByText("The wallet holds too little.", { exact: false });
  expect(lastTo(METHODS).query).toEqual({ amount: "35000" });
  expect(isOpen(byWallet())).toBe(false);
  expect(screen.getAllByRole("button").map((one) => one.textContent)).toEqual([byWallet(), byCash()]);
  screen.getByText(/4:5\d|5:00/);
  answer(PAY, { id: "b1" });
  await press(byCash());
  expect((await whenSent(PAY)).body).toEqual({ paymentMethod: "cash" });
  await waitFor(() => expect(refresh).toHaveBeenCalled());
});

test("a wallet that was filled is tried again; a refusal is said", async () => {
  answer(METHODS, { items: [cash, { ...low, available: true, code: null, text: null }] });
  show(<Pay booking={booking()} refresh={() => undefined} />);
  answer(PAY, refusal(409, "booking.changed", "It is paid already."));
  await press(byWallet());
  expect((await whenSent(PAY)).body).toEqual({ paymentMethod: "wallet" });
  await screen.findByText("It is paid already.");
});

test("ways to pay that can't be had are no empty card", async () => {
  answer(METHODS, refusal(503, "away", "Try again soon."));
  show(<Pay booking={booking()} refresh={() => undefined} />);
  await screen.findByText("Try again soon.");
  answer(METHODS, { items: [cash] });
  await press(t("act.retry"));
  await waitFor(() => expect(isOpen(byCash())).toBe(true));
});
