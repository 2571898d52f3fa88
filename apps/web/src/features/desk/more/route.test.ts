import { expect, test } from "vitest";
import type { AgendaDayOut } from "@/generated/desk";
import { betterOrder } from "./route";

const visit = (bookingId: string, spareMinutes = 30) =>
  ({ bookingId, spareMinutes }) as AgendaDayOut["visits"][number];
const day = (bookings: string[], travelS: number, spare = 30) => ({
  visits: [visit("a"), visit("b", spare), visit("c")],
  travelS: 3600,
  proposed: { bookings, travelS, beginsAt: [], lateS: 0, exact: true },
});

test("an order that saves driving is told in places of the day's own", () => {
  expect(betterOrder(day(["b", "a", "c"], 2400))).toEqual({ order: [1, 0, 2], savesMinutes: 20 });
});

test("the same order, or one that saves next to nothing, is no news", () => {
  expect(betterOrder(day(["a", "b", "c"], 2400))).toBeUndefined();
  expect(betterOrder(day(["b", "a", "c"], 3500))).toBeUndefined();
  expect(betterOrder({ ...day([], 0), proposed: null })).toBeUndefined();
});

test("a visit that can't be kept is reason enough", () => {
  expect(betterOrder(day(["b", "a", "c"], 3600, -5))).toEqual({ order: [1, 0, 2], savesMinutes: 0 });
});
