import { expect, test } from "vitest";
import { piastresOf } from "./pounds";

test("pounds in whatever digits somebody types", () => {
  expect(piastresOf("175")).toBe(17_500);
  expect(piastresOf(" ١٢٫٥ ")).toBe(1250);
  expect(piastresOf("0.1")).toBe(10);
  expect(piastresOf("12,5")).toBe(1250);
});

test("thousands may be set apart", () => {
  expect(piastresOf("12,500")).toBe(1_250_000);
  expect(piastresOf("١٬٢٥٠٫٥٠")).toBe(125_050);
  expect(piastresOf("1,250,000.5")).toBe(125_000_050);
});

test("what is no amount is none", () => {
  for (const text of ["", "abc", "-5", "1.234", "1,25,0", "1e3", "99999999"])
    expect(piastresOf(text)).toBeUndefined();
});
