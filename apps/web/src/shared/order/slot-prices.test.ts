import { expect, test } from "vitest";
import type { SlotOut } from "@/generated/slots";
import { beside, slotPrices } from "./slot-prices";

const slot = (pounds?: number): SlotOut => ({
  startsAt: "2026-11-23T08:00:00Z",
  localTime: "10:00",
  technicians: "few",
  price: pounds === undefined ? undefined : { amount: pounds * 100, currency: "EGP" },
});
const days = (...all: (number | undefined)[][]) => all.map((prices) => ({ slots: prices.map(slot) }));

test("what most times cost is the usual price, over all days", () => {
  const found = slotPrices(days([200, 150, 150], [], [150, 120]));
  expect(found).toEqual({ usual: 15_000, differ: true });
  if (!found) return;
  expect([200, 150, 120, undefined].map((price) => beside(slot(price), found))).toEqual([
    "dearer",
    "usual",
    "cheaper",
    "usual",
  ]);
});

test("of two that are as frequent the lower is the usual one", () => {
  expect(slotPrices(days([200, 150], [200, 150]))).toEqual({ usual: 15_000, differ: true });
});

test("one price for all, and none where the server tells none", () => {
  expect(slotPrices(days([150], [150, undefined]))).toEqual({ usual: 15_000, differ: false });
  expect(slotPrices(days([undefined]))).toBeUndefined();
  expect(slotPrices([])).toBeUndefined();
});
