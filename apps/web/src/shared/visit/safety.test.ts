import { expect, test } from "vitest";
import { canCallHelp, canShare } from "./safety";

const now = Date.parse("2026-11-22T12:00:00Z");

test("a visit is shared from the confirmation to the end of the work", () => {
  expect(canShare("searching")).toBe(false);
  expect(canShare("assigned")).toBe(true);
  expect(canShare("paused")).toBe(true);
  expect(canShare("settled")).toBe(false);
});

test("help can be called while somebody comes or works, and for two hours after", () => {
  expect(canCallHelp("assigned", null, now)).toBe(false);
  expect(canCallHelp("en_route", null, now)).toBe(true);
  expect(canCallHelp("settled", "2026-11-22T10:30:00Z", now)).toBe(true);
  expect(canCallHelp("settled", "2026-11-22T09:30:00Z", now)).toBe(false);
  expect(canCallHelp("closed", "2026-11-22T11:30:00Z", now)).toBe(false);
});
