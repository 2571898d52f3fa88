import { expect, test } from "vitest";
import { shrunk, smaller } from "./picture";

test("a large picture is made to fit, whichever way it lies", () => {
  expect(shrunk(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(shrunk(3000, 4000, 1600)).toEqual({ width: 1200, height: 1600 });
});

test("a small one is not blown up, and a thin one keeps a width", () => {
  expect(shrunk(800, 600, 1600)).toEqual({ width: 800, height: 600 });
  expect(shrunk(1, 90_000, 1600)).toEqual({ width: 1, height: 1600 });
});

test("what is no picture stays as it is", async () => {
  const paper = new Blob(["%PDF-1.7"], { type: "application/pdf" });
  expect(await smaller(paper)).toBe(paper);
});
