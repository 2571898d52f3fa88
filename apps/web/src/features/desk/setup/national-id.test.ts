import { expect, test } from "vitest";
import { idDigits, maskedId, readId } from "./national-id";

const TODAY = "2026-11-28";

test("Arabic digits and spaces are fine, more than fourteen are cut", () => {
  expect(idDigits("٢ ٩٠٠١١٥ ٠١ ٠١٢٣ ٤ 99")).toBe("29001150101234");
});

test("a right one says when its owner was born", () => {
  expect(readId("29001150101234", TODAY)).toEqual({ state: "fine", born: "1990-01-15", male: true });
  expect(readId("29001150101244", TODAY)).toEqual({ state: "fine", born: "1990-01-15", male: false });
  expect(readId("30002290101234", TODAY)).toMatchObject({ born: "2000-02-29" });
});

test("each wrong part is named", () => {
  expect(readId("2900115", TODAY)).toEqual({ state: "short", left: 7 });
  expect(readId("19001150101234", TODAY)).toEqual({ state: "wrong", why: "century" });
  expect(readId("29013150101234", TODAY)).toEqual({ state: "wrong", why: "birth" });
  expect(readId("30102290101234", TODAY)).toEqual({ state: "wrong", why: "birth" });
  expect(readId("29001157701234", TODAY)).toEqual({ state: "wrong", why: "governorate" });
});

test("eighteen on the day, and not a day earlier", () => {
  expect(readId("30811280101234", TODAY)).toMatchObject({ state: "fine" });
  expect(readId("30811290101234", TODAY)).toEqual({ state: "wrong", why: "age" });
});

test("only the last four are shown", () => {
  expect(maskedId("29001150101234")).toBe("••••••••••1234");
});
