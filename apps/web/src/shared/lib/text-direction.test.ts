import { expect, test } from "vitest";
import { textDirection } from "./text-direction";

test("a sentence runs the way of most of its letters", () => {
  expect(textDirection("Karim N. عند عنوانك (حجز OS-5AJ3Z7).")).toBe("rtl");
  expect(textDirection("محمود is at your address (booking OS-5AJ3Z7).")).toBe("ltr");
  expect(textDirection("الفني وصل")).toBe("rtl");
  expect(textDirection("123")).toBe("ltr");
});
