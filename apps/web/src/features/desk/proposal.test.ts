import { expect, test } from "vitest";
import { poundsOf } from "@/shared/format/pounds";
import { emptyLine, isReady, linesOf, piastres, totalOf, withListed } from "./proposal";

test("typed pounds become piastres without a float", () => {
  expect(piastres("250")).toBe(25_000);
  expect(piastres("0.29")).toBe(29);
  expect(piastres("١٢٫٥")).toBe(1250);
  expect(piastres("1,250")).toBe(125_000);
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

test("a part of a change order needs its picture, an estimate's does not", () => {
  const part = { id: "1", kind: "parts" as const, name: "قلب", quantity: 1, price: "75" };
  expect(isReady(part, false)).toBe(true);
  expect(isReady(part, true)).toBe(false);
  expect(isReady({ ...part, photoId: "p" }, true)).toBe(true);
  expect(linesOf([{ ...part, photoId: "p" }])[0]).toMatchObject({ photoId: "p" });
  expect(linesOf([{ ...part, kind: "labour", photoId: "p" }])[0]).not.toHaveProperty("photoId");
  expect(isReady({ ...part, quantity: 1001 }, false)).toBe(false);
});

test("the price list fills the empty line first", () => {
  const price = { amount: 17_505, currency: "EGP" as const };
  const once = withListed([emptyLine()], "حنفية", price);
  expect(once.map((one) => [one.name, one.price])).toEqual([["حنفية", "175.05"]]);
  expect(withListed(once, "خلاط", { ...price, amount: 20_000 }).map((one) => one.price)).toEqual([
    "175.05",
    "200",
  ]);
  expect(piastres(poundsOf(price))).toBe(17_505);
});
