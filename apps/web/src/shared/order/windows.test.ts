import { expect, test } from "vitest";
import { cairoInstant, dayStrip } from "./windows";

test("two weeks begin with Cairo's today", () => {
  const days = dayStrip(new Date("2026-11-22T22:30:00Z"));
  expect(days).toHaveLength(14);
  expect(days[0]).toBe("2026-11-23");
});

test("a wall time is an instant in winter and in summer", () => {
  expect(cairoInstant("2026-11-23T10:00").toISOString()).toBe("2026-11-23T08:00:00.000Z");
  expect(cairoInstant("2026-07-01T10:00").toISOString()).toBe("2026-07-01T07:00:00.000Z");
});
