import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { onceReached } from "./once-reached";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("is tried again in longer steps until it succeeds", async () => {
  const work = vi.fn<() => Promise<void>>().mockRejectedValue(new Error("no network"));
  const done = vi.fn();
  void onceReached(work, new AbortController().signal).then(done);
  await vi.advanceTimersByTimeAsync(999);
  expect(work).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(1999);
  expect(work).toHaveBeenCalledTimes(2);
  work.mockResolvedValue();
  await vi.advanceTimersByTimeAsync(1);
  expect(work).toHaveBeenCalledTimes(3);
  expect(done).toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(work).toHaveBeenCalledTimes(3);
});

test("is tried at once when the network is back", async () => {
  const work = vi
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(new Error("no network"))
    .mockResolvedValue();
  const ended = onceReached(work, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(10);
  window.dispatchEvent(new Event("online"));
  await ended;
  expect(work).toHaveBeenCalledTimes(2);
});

test("ends when nobody waits any more", async () => {
  const work = vi.fn<() => Promise<void>>().mockRejectedValue(new Error("no network"));
  const gone = new AbortController();
  const ended = onceReached(work, gone.signal);
  await vi.advanceTimersByTimeAsync(10);
  gone.abort();
  await ended;
  expect(work).toHaveBeenCalledTimes(1);
});
