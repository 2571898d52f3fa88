import { expect, test } from "vitest";
import { cairoInstant, dayStrip, timesOf } from "./windows";

const evening = new Date("2026-11-22T15:10:00Z"); // 17:10 in Cairo

test("two weeks begin with Cairo's today", () => {
  const days = dayStrip(new Date("2026-11-22T22:30:00Z"));
  expect(days).toHaveLength(14);
  expect(days[0]).toBe("2026-11-23");
});

test("today's times leave room to come", () => {
  expect(timesOf("2026-11-22", undefined, evening)).toEqual([
    "2026-11-22T19:00",
    "2026-11-22T20:00",
    "2026-11-22T21:00",
  ]);
});

test("times stay inside the zone's hours", () => {
  const hours = [{ weekday: 1, start_minute: 600, end_minute: 720 }];
  expect(timesOf("2026-11-23", hours, evening)).toEqual(["2026-11-23T10:00", "2026-11-23T11:00"]);
  expect(timesOf("2026-11-24", hours, evening)).toEqual([]);
});

test("a wall time is an instant in winter and in summer", () => {
  expect(cairoInstant("2026-11-23T10:00").toISOString()).toBe("2026-11-23T08:00:00.000Z");
  expect(cairoInstant("2026-07-01T10:00").toISOString()).toBe("2026-07-01T07:00:00.000Z");
});
