import { expect, test } from "vitest";
import { everyDay, ticks } from "./series";

const day = (name: string, bookingsCreated: number) => ({
  day: name,
  bookingsCreated,
  bookingsCancelled: 0,
  bookingsCompleted: 0,
  commission: { amount: 0, currency: "EGP" as const },
  grossVolume: { amount: 0, currency: "EGP" as const },
});

test("days on which nothing happened are there, with nothing", () => {
  const days = everyDay("2026-10-30", "2026-11-02", [day("2026-10-31", 3)]);
  expect(days.map((one) => [one.day, one.bookingsCreated])).toEqual([
    ["2026-10-30", 0],
    ["2026-10-31", 3],
    ["2026-11-01", 0],
    ["2026-11-02", 0],
  ]);
});

test("a period that is none has no days", () => {
  expect(everyDay("2026-11-02", "2026-11-01", [])).toEqual([]);
  expect(everyDay("x", "2026-11-01", [])).toEqual([]);
});

test("steps are round and reach the top", () => {
  expect(ticks(7)).toEqual([0, 2, 4, 6, 8]);
  expect(ticks(1)).toEqual([0, 1]);
  expect(ticks(0)).toEqual([0, 1]);
  expect(ticks(930).at(-1)).toBeGreaterThanOrEqual(930);
  expect(ticks(930)).toHaveLength(5);
});
