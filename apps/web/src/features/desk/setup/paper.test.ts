import { expect, test } from "vitest";
import type { ChecklistItemOut, ChecklistOut } from "@/generated/desk";
import { daysUntil, moodOf, nextItem, placeOf, progress } from "./paper";

const NAME = { ar: "ا", en: "a" };
const line = (change: Partial<ChecklistItemOut>): ChecklistItemOut => ({
  step: "document",
  name: NAME,
  required: true,
  done: false,
  ...change,
});
const list = (items: ChecklistItemOut[]): ChecklistOut => ({
  items,
  canSubmit: false,
  next: "document",
  nextText: NAME,
  verification: "applied",
});

test("a good document is warned of in its last thirty days", () => {
  const good = (expiresOn: string) => line({ state: "good", done: true, expiresOn });
  expect(moodOf(good("2027-06-01"), "2026-11-28")).toBe("good");
  expect(moodOf(good("2026-12-28"), "2026-11-28")).toBe("expiring");
  expect(moodOf(line({ state: "rejected" }), "2026-11-28")).toBe("rejected");
  expect(moodOf(line({ state: "missing" }), "2026-11-28")).toBe("todo");
  expect(daysUntil("2026-03-01", "2026-02-28")).toBe(1);
});

test("what keeps the application from being sent comes first, what may follow comes later", () => {
  const areas = line({ step: "areas" });
  const paper = line({ kind: "selfie", state: "missing" });
  expect(nextItem(list([areas, paper]))).toBe(paper);
  expect(nextItem(list([areas, line({ done: true })]))).toBe(areas);
  expect(nextItem(list([line({ required: false })]))).toBeUndefined();
});

test("only what is needed counts", () => {
  expect(progress(list([line({ done: true }), line({}), line({ required: false })]))).toEqual({
    done: 1,
    all: 2,
  });
});

test("each line has its place", () => {
  expect(placeOf(line({ kind: "national_id", side: "front" }))).toBe("/work/papers/national_id/front");
  expect(placeOf(line({ step: "hours" }))).toBe("/work/hours");
});
