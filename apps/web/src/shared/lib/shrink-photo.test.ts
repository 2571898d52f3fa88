import { expect, test } from "vitest";
import { newId } from "./id";
import { fitWithin, shrinkPhoto } from "./shrink-photo";

test("no side is longer than it may be, and the shape stays", () => {
  expect(fitWithin(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
  expect(fitWithin(800, 600, 1600)).toEqual({ width: 800, height: 600 });
});

test("what is no picture goes as it is: the server says what is wrong", async () => {
  const text = new Blob(["no picture"]);
  expect(await shrinkPhoto(text)).toBe(text);
});

test("an id is a UUID, also where the page is not served securely", () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(newId()).toMatch(uuid);
  const whole = crypto.randomUUID;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  expect(newId()).toMatch(uuid);
  Object.defineProperty(crypto, "randomUUID", { value: whole, configurable: true });
});
