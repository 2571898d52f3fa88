import { expect, test } from "vitest";
import { linesOf, piastres, totalOf } from "./proposal";

test("typed pounds become piastres without a float", () => {
  expect(piastres("250")).toBe(25_000);
  expect(piastres("0.29")).toBe(29);
  expect(piastres("١٢٫٥")).toBe(1250);
});

test("what is no amount is none", () => {
  for (const typed of ["", "0", "12.345", "-5", "a", "1e3"]) expect(piastres(typed)).toBeNull();
});

test("a proposal adds up", () => {
  const lines = [
    { id: "1", kind: "labour" as const, name: " خلاط ", quantity: 2, price: "100.50" },
    { id: "2", kind: "parts" as const, name: "قلب", quantity: 1, price: "75" },
  ];
  expect(totalOf(lines)).toBe(27_600);
  expect(linesOf(lines)[0]).toEqual({
    kind: "labour",
    name: "خلاط",
    quantity: 2,
    unitPrice: { amount: 10_050, currency: "EGP" },
  });
});
