import { expect, test } from "vitest";
import type { ProviderServiceOut } from "@/generated/desk";
import { boundsOf, offeringsOf, priceFits, wantedOf, wrongOf } from "./offering";

const egp = (amount: number) => ({ amount, currency: "EGP" as const });
const NAME = { ar: "ا", en: "a" };
const own: ProviderServiceOut = {
  serviceId: "b",
  categoryId: "c",
  name: NAME,
  categoryName: NAME,
  basePrice: egp(20_000),
  customPrice: egp(17_550),
  lowestPrice: egp(10_000),
  highestPrice: egp(40_000),
  experienceYears: 4,
  needsCertificate: false,
  isCertified: false,
  isActive: true,
};

test("what is offered comes back as it was", () => {
  const offerings = offeringsOf([own]);
  expect(offerings).toEqual({ b: { trade: "c", price: "175.50", years: "4", certificate: undefined } });
  expect(wantedOf(offerings)[0]).toMatchObject({
    serviceId: "b",
    customPrice: egp(17_550),
    experienceYears: 4,
  });
});

test("a wrong field of the server finds its service, whatever was chosen first", () => {
  const offerings = { z: { trade: "c", price: "1", years: "" }, a: { trade: "c", price: "", years: "" } };
  const errors = [{ field: "services[1].customPrice", message: "no" }];
  expect(wrongOf(offerings, "z", errors)).toBe("no");
  expect(wrongOf(offerings, "a", errors)).toBeUndefined();
  expect(wrongOf(offerings, "unknown", errors)).toBeUndefined();
});

test("the band of what is not offered yet follows from what is", () => {
  expect(boundsOf(egp(30_000), undefined, own)).toEqual({ low: egp(15_000), high: egp(60_000) });
  expect(boundsOf(egp(30_000), undefined, undefined)).toBeUndefined();
});

test("a price within its band, or none at all", () => {
  const bounds = { low: egp(15_000), high: egp(60_000) };
  expect(["", "150", "٦٠٠"].map((typed) => priceFits(typed, bounds))).toEqual([true, true, true]);
  expect(["149.99", "600.01", "x"].map((typed) => priceFits(typed, bounds))).toEqual([false, false, false]);
});
