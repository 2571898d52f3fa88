import { expect, test } from "vitest";
import { memoryShelf, orMemory, type Shelf } from "./shelf";

interface One {
  id: string;
  text: string;
}
const texts = async (shelf: Shelf<One>) => (await shelf.all()).map((one) => one.text).sort();

/** A shelf of a phone that is full or forbids it, while told so. */
function frail() {
  const real = memoryShelf<One>();
  const state = { broken: false };
  const or = <A extends unknown[], R>(work: (...given: A) => Promise<R>) => {
    return (...given: A) => (state.broken ? Promise.reject(new Error("full")) : work(...given));
  };
  return { state, real, shelf: orMemory({ all: or(real.all), put: or(real.put), remove: or(real.remove) }) };
}

test("where nothing can be kept it is there as long as the page lives", async () => {
  const { state, shelf } = frail();
  state.broken = true;
  await shelf.put({ id: "a", text: "one" });
  await shelf.put({ id: "a", text: "one, changed" });
  expect(await texts(shelf)).toEqual(["one, changed"]);
  await shelf.remove("a");
  expect(await texts(shelf)).toEqual([]);
});

test("what was kept before the phone was full is seen beside what was not", async () => {
  const { state, real, shelf } = frail();
  await shelf.put({ id: "a", text: "one" });
  state.broken = true;
  await shelf.put({ id: "b", text: "two" });
  await shelf.put({ id: "a", text: "one, changed" });
  state.broken = false;
  expect(await texts(shelf)).toEqual(["one, changed", "two"]);
  await shelf.put({ id: "b", text: "two" });
  expect(await texts(real)).toEqual(["one", "two"]);
  expect(await texts(shelf)).toEqual(["one, changed", "two"]);
});

test("what is done does not come back because it could not be removed", async () => {
  const { state, shelf } = frail();
  await shelf.put({ id: "a", text: "one" });
  state.broken = true;
  await shelf.remove("a");
  state.broken = false;
  expect(await texts(shelf)).toEqual([]);
});
