import { expect, test } from "vitest";
import { previewOf } from "./list";

test("a message that goes on says so, a whole one stays as it is", () => {
  expect(previewOf("The work is done.")).toBe("The work is done.");
  expect(previewOf(`${"ب".repeat(79)} `)).toBe(`${"ب".repeat(79)}…`);
  expect(previewOf("")).toBe("");
  expect(previewOf(null)).toBeNull();
});
