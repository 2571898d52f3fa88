import { expect, test } from "vitest";
import { shortId } from "./who";

test("two that were made in the same minute are told apart", () => {
  const [one, other] = ["01a1dfc2-8cf1-70ed-a87a-75e869a6431e", "01a1dfc2-8cf1-7c2d-9d7f-5c751d175fb1"];
  expect(shortId(one)).toBe("69a6431e");
  expect(shortId(other)).not.toBe(shortId(one));
});

test("what is a name already stays whole", () => {
  for (const name of ["payments.debt_limits", "2027-01-07"]) expect(shortId(name)).toBe(name);
});
