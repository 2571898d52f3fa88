import { expect, test } from "vitest";
import type { AgendaDayOut } from "@/generated/desk";
import { betterOrder, isBestOrder, nextStop } from "./route";

type Visit = AgendaDayOut["visits"][number];

const visit = (bookingId: string, more: Partial<Visit> = {}) =>
  ({ bookingId, spareMinutes: 30, travelS: 1200, stage: "assigned", status: "confirmed", ...more }) as Visit;
const day = (bookings: string[], travelS: number, spareMinutes = 30, exact = true) => ({
  visits: [visit("a"), visit("b", { spareMinutes }), visit("c")],
  proposed: { bookings, travelS, beginsAt: [], lateS: 0, exact },
});

test("an order that saves driving is told in places of the day's own", () => {
  expect(betterOrder(day(["b", "a", "c"], 2400))).toEqual({ order: [1, 0, 2], savesMinutes: 20 });
});

test("what was driven already is not saved", () => {
  const done = { ...day(["c", "b"], 2300) };
  done.visits[0] = visit("a", { stage: "settled", status: "completed", travelS: 3600 });
  expect(betterOrder(done)).toBeUndefined();
});

test("the same order, or one that saves next to nothing, is no news", () => {
  expect(betterOrder(day(["a", "b", "c"], 2400))).toBeUndefined();
  expect(betterOrder(day(["b", "a", "c"], 3500))).toBeUndefined();
  expect(betterOrder({ ...day([], 0), proposed: null })).toBeUndefined();
});

test("a visit that can't be kept is reason enough", () => {
  expect(betterOrder(day(["b", "a", "c"], 3600, -5))).toEqual({ order: [1, 0, 2], savesMinutes: 0 });
});

test("an order is called the best only where all were looked at, and there is a choice", () => {
  expect(isBestOrder(day(["a", "b", "c"], 3600))).toBe(true);
  expect(isBestOrder(day(["a", "b", "c"], 3600, 30, false))).toBe(false);
  expect(isBestOrder(day(["b", "a", "c"], 3600))).toBe(false);
  expect(isBestOrder(day(["a"], 3600))).toBe(false);
});

test("the next stop is the first where one is not yet", () => {
  const visits = [
    visit("a", { status: "completed", stage: "settled" }),
    visit("b", { status: "in_progress", stage: "working" }),
    visit("c"),
    visit("d"),
  ];
  expect(nextStop({ visits })).toMatchObject({ number: 3, visit: { bookingId: "c" } });
  expect(nextStop({ visits: visits.slice(0, 2) })).toBeUndefined();
});
