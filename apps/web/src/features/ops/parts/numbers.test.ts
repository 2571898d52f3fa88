import { expect, test } from "vitest";
import { bpToPercent, percentToBp, piastresToPounds, poundsToPiastres, toWhole } from "./numbers";

test("amounts are read as people type them, to the piastre", () => {
  expect(poundsToPiastres("175")).toBe(17500);
  expect(poundsToPiastres("٢٥٠٫٥")).toBe(25050);
  expect(poundsToPiastres("1,250.05")).toBe(125005);
  expect(poundsToPiastres("-12.5")).toBe(-1250);
  expect(poundsToPiastres("19.99")).toBe(1999);
});

test("what is no amount is none, instead of something like it", () => {
  expect(poundsToPiastres("1٬250٫5")).toBe(125050);
  // A comma for a point would be ten or a hundred times as much.
  for (const bad of ["12,5", "12,50", "1,25", "١٢،٥", "1250,5", ",5", "1,2500"])
    expect(poundsToPiastres(bad)).toBeUndefined();
  for (const bad of ["", "abc", "1.234", "12..5", "1e3", "--3", "12345678901"])
    expect(poundsToPiastres(bad)).toBeUndefined();
});

test("amounts survive being shown and read again", () => {
  for (const amount of [0, 5, 100, 17550, -1205])
    expect(poundsToPiastres(piastresToPounds(amount))).toBe(amount);
});

test("percent", () => {
  expect(percentToBp("15%")).toBe(1500);
  expect(percentToBp("٧٫٥٪")).toBe(750);
  expect(bpToPercent(1250)).toBe("12.50");
});

test("whole numbers", () => {
  expect(toWhole("٣٠")).toBe(30);
  expect(toWhole("3.5")).toBeUndefined();
});
