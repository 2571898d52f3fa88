import { screen, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { BookingOut } from "@/generated/visit";
import { answer, format, logIn, show, t } from "@/testing/screen";
import { Receipt } from "./receipt";

const RECEIPT = "GET /api/v1/bookings/b1/receipt";
const words = (en: string) => ({ ar: en, en });
const money = (amount: number) => ({ amount, currency: "EGP" as const });
const booking = {
  id: "b1",
  stage: "settled",
  service: { warrantyDays: 0 },
  price: {
    lines: [
      { name: words("Repair tap"), amount: money(17_500) },
      { name: words("The way"), amount: money(875) },
    ],
  },
} as unknown as BookingOut;
const receipt = (total: number, lines: [kind: string, text: string, amount: number][]) => ({
  number: "OS-2026-000042",
  issuedAt: "2026-03-01T08:00:00Z",
  lines: lines.map(([kind, text, amount]) => ({ kind, text: words(text), amount: money(amount) })),
  taxes: [],
  total: money(total),
  paidInCash: money(total),
  paidFromWallet: money(0),
  owed: money(0),
  refunded: money(0),
});

beforeEach(() => logIn("customer"));

async function rows() {
  const total = await screen.findByText(t("price.total"));
  const list = total.closest("dl") as HTMLElement;
  return within(list)
    .getAllByRole("term")
    .map((one) => [one.textContent, one.nextSibling?.textContent]);
}

test("a receipt in cash has what was agreed line by line, and what was rounded as the server says it", async () => {
  answer(
    RECEIPT,
    receipt(18_300, [
      ["work", "Repair tap", 18_375],
      ["rounding", "Rounded down", -75],
    ]),
  );
  show(<Receipt booking={booking} />);
  expect(await rows()).toEqual([
    ["Repair tap", format.money(money(17_500))],
    ["The way", format.money(money(875))],
    ["Rounded down", format.money(money(-75))],
    [t("price.total"), format.money(money(18_300))],
  ]);
});

test("where something else was paid than agreed, the receipt has its own lines", async () => {
  answer(RECEIPT, receipt(5000, [["fee_provider", "Late cancellation", 5000]]));
  show(<Receipt booking={booking} />);
  expect((await rows()).map(([name]) => name)).toEqual(["Late cancellation", t("price.total")]);
});
