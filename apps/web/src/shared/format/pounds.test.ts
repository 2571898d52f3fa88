import { expect, test } from "vitest";
import { piastresOf } from "./pounds";

test("pounds in whatever digits somebody types", () => {
  expect(piastresOf("175")).toBe(17_500);
  expect(piastresOf(" ١٢٫٥ ")).toBe(1250);
  expect(piastresOf("0.1")).toBe(10);
});

test("what is no amount is none", () => {
  for (const text of ["", "abc", "-5", "1.234", "1e3", "99999999"]) expect(piastresOf(text)).toBeUndefined();
});
