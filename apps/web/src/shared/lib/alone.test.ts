import { afterEach, expect, test, vi } from "vitest";
import { alone } from "./alone";

afterEach(() => vi.unstubAllGlobals());

const locks = (request: (name: string, work: () => Promise<unknown>) => Promise<unknown>) =>
  vi.stubGlobal("navigator", { locks: { request } });

test("work is done behind the lock, and its failure is its own: it is not done twice", async () => {
  locks((_, work) => work());
  expect(await alone("a", async () => 1)).toBe(1);
  const work = vi.fn(() => Promise.reject(new Error("no")));
  await expect(alone("a", work)).rejects.toThrow("no");
  expect(work).toHaveBeenCalledOnce();
});

test("where locks are forbidden, or unknown, work is done all the same", async () => {
  locks(() => Promise.reject(new DOMException("denied", "SecurityError")));
  expect(await alone("a", async () => 1)).toBe(1);
  vi.stubGlobal("navigator", {});
  expect(await alone("a", async () => 2)).toBe(2);
});
