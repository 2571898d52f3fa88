import { expect, test } from "vitest";
import { checkAll, differing, type FieldGroup, place, read, sameLines, write } from "./spec";

const groups: FieldGroup[] = [
  {
    title: "",
    fields: [
      { kind: "text", name: "code", label: "", required: true },
      { kind: "money", name: "basePrice", label: "", required: true },
      { kind: "whole", name: "days", label: "", least: 0, most: 365 },
    ],
  },
];

test("what is missing or no number is told at its field", () => {
  expect(checkAll(groups, { code: " ", basePrice: "1,2,x", days: "400" })).toEqual({
    code: "form.required",
    basePrice: "form.bad_money",
    days: "form.too_high",
  });
  expect(checkAll(groups, { code: "plumbing.tap", basePrice: "٩٩٫٥", days: "" })).toEqual({});
});

test("the server's complaints come to their fields, the longest name first", () => {
  const problem = (field: string) => ({ field, code: "x", message: `wrong ${field}` });
  const { fields, rest } = place(
    [problem("name.ar"), problem("basePrice.amount"), problem("openingHours[2].end_minute"), problem("area")],
    ["name", "name.ar", "basePrice", "openingHours"],
  );
  expect(fields).toEqual({
    "name.ar": "wrong name.ar",
    basePrice: "wrong basePrice.amount",
    openingHours: "wrong openingHours[2].end_minute",
  });
  expect(rest).toEqual(["wrong area"]);
});

test("moments are Cairo's, in winter and in summer", () => {
  expect(read.moment("2026-11-29T10:00")).toBe("2026-11-29T08:00:00.000Z");
  expect(read.moment("2026-07-01T10:00")).toBe("2026-07-01T07:00:00.000Z");
  expect(write.moment("2026-07-01T07:00:00Z")).toBe("2026-07-01T10:00");
  expect(read.moment("")).toBeNull();
});

test("what is read is what was written", () => {
  expect(read.money(write.money({ amount: 12345 }))).toEqual({ amount: 12345, currency: "EGP" });
  expect(read.percent(write.percent(1500))).toBe(1500);
  expect(read.maybeWords({ "d.ar": "", "d.en": " " }, "d")).toBeNull();
});

test("only what differs is a conflict", () => {
  expect(differing({ a: "1", b: "2" }, { a: "1", b: "3", c: "" })).toEqual(["b"]);
});

test("a list is written a line an item, in both languages alike", () => {
  const items = [
    { ar: "لا تسريب", en: "No leak" },
    { ar: "المكان نظيف", en: "The place is clean" },
  ];
  const values = write.list(items, "checks");
  expect(values).toEqual({ checks: "لا تسريب\nالمكان نظيف", "checks.en": "No leak\nThe place is clean" });
  expect(read.list(values, "checks")).toEqual(items);
  const list: FieldGroup[] = [
    {
      title: "",
      fields: [{ kind: "text", name: "checks", label: "", multiline: true, check: sameLines("checks") }],
    },
  ];
  expect(checkAll(list, values)).toEqual({});
  // Empty lines are none.
  expect(checkAll(list, { ...values, checks: "لا تسريب\n\nالمكان نظيف\n" })).toEqual({});
  expect(checkAll(list, { ...values, checks: "لا تسريب" })).toEqual({ checks: "form.other_lines" });
});
