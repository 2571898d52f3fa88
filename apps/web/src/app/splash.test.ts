// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decode, encode } from "../../scripts/png.mjs";
import { centred } from "../../scripts/splash";

const sign = decode(readFileSync("public/icon-mask-512.png"));

test("the app starts with its sign in the middle of the screen, on the sign's own ground", () => {
  const made = decode(encode(centred(sign, 750, 1334)));
  expect([made.width, made.height]).toEqual([750, 1334]);
  const at = (x: number, y: number) =>
    Array.from(made.dots.subarray((y * 750 + x) * 3, (y * 750 + x) * 3 + 3));
  const brand = [0x0f, 0x5c, 0x4d];
  for (const [x, y] of [
    [0, 0],
    [749, 0],
    [0, 1333],
    [749, 1333],
    [119, 667],
    [375, 411],
  ] as const)
    expect(at(x, y), `${x} ${y}`).toEqual(brand);
  expect(at(375, 667 - 120), "the star").toEqual([255, 255, 255]);
  const inside = (x: number, y: number) =>
    Array.from(sign.dots.subarray((y * 512 + x) * 3, (y * 512 + x) * 3 + 3));
  for (const [x, y] of [
    [256, 281],
    [200, 256],
    [150, 150],
  ] as const)
    expect(at(119 + x, 411 + y)).toEqual(inside(x, y));
});

test("an icon on an iPhone has no corners that it would fill with black", () => {
  const { width, height, dots } = decode(readFileSync("public/icon-apple-180.png"));
  expect([width, height]).toEqual([180, 180]);
  expect(Array.from(dots.subarray(0, 3))).toEqual([0x0f, 0x5c, 0x4d]);
});
