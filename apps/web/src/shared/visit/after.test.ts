import { expect, test } from "vitest";
import { canDispute, canMove, movingAsks, warrantyUntil } from "./after";

const ended = "2026-11-01T12:00:00Z";
const days = (n: number) => Date.parse(ended) + n * 24 * 3600_000;

test("a warranty lasts its days from the end of the work", () => {
  expect(warrantyUntil(ended, 30)?.toISOString()).toBe("2026-12-01T12:00:00.000Z");
  expect(warrantyUntil(ended, 0)).toBeUndefined();
  expect(warrantyUntil(null, 30)).toBeUndefined();
});

test("finished work is complained about for two weeks", () => {
  expect(canDispute("completed", ended, days(13))).toBe(true);
  expect(canDispute("completed", ended, days(15))).toBe(false);
  expect(canDispute("cancelled", ended, days(1))).toBe(false);
  expect(canDispute("completed", null, days(1))).toBe(false);
});

test("a visit for now can't be moved; paused work can", () => {
  expect(canMove({ status: "confirmed", stage: "assigned", instant: true })).toBe(false);
  expect(canMove({ status: "confirmed", stage: "assigned", instant: false })).toBe(true);
  expect(canMove({ status: "confirmed", stage: "en_route", instant: false })).toBe(false);
  expect(canMove({ status: "pending", stage: "searching", instant: false })).toBe(true);
  expect(canMove({ status: "in_progress", stage: "paused", instant: true })).toBe(true);
});

test("the technician is asked when the visit is near, or goes on after a pause", () => {
  const visit = { stage: "assigned", startsAt: ended, provider: {} };
  expect(movingAsks(visit, days(-2))).toBe(false);
  expect(movingAsks(visit, days(-0.5))).toBe(true);
  expect(movingAsks({ ...visit, provider: null }, days(-0.5))).toBe(false);
  expect(movingAsks({ ...visit, stage: "paused" }, days(-9))).toBe(true);
});
