import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sound } from "@/testing/sound";
import { alarm } from "./alarm";

const shake = vi.fn(() => true);

beforeEach(() => {
  vi.useFakeTimers();
  shake.mockClear();
  vi.stubGlobal("AudioContext", Sound.anew());
  navigator.vibrate = shake;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a browser that keeps it silent is told of, and rings from the next touch on", async () => {
  const silent = vi.fn();
  const stop = alarm(silent);
  const [sound] = Sound.made;
  await vi.advanceTimersByTimeAsync(6000);
  expect(silent).toHaveBeenLastCalledWith(true);
  expect(sound?.voices, "nothing waits to sound all at once").toBe(0);
  expect(shake.mock.calls.length, "it shakes all the same").toBeGreaterThanOrEqual(3);
  Sound.allowed = true;
  document.dispatchEvent(new Event("pointerup"));
  await vi.advanceTimersByTimeAsync(0);
  expect(silent).toHaveBeenLastCalledWith(false);
  expect(sound?.voices).toBe(2);
  await vi.advanceTimersByTimeAsync(2500);
  expect(sound?.voices).toBe(4);
  stop();
  expect(sound?.state).toBe("closed");
  expect(shake).toHaveBeenLastCalledWith(0);
});

test("where a page may be heard it rings at once, and says nothing of silence", async () => {
  Sound.allowed = true;
  const silent = vi.fn();
  const stop = alarm(silent);
  await vi.advanceTimersByTimeAsync(1000);
  expect(silent.mock.calls.flat()).not.toContain(true);
  expect(Sound.made[0]?.voices).toBe(2);
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(Sound.made[0]?.voices, "over is over").toBe(2);
});

test("a phone without sound shakes", async () => {
  vi.stubGlobal("AudioContext", undefined);
  const stop = alarm(() => undefined);
  await vi.advanceTimersByTimeAsync(2500);
  expect(shake).toHaveBeenCalledTimes(2);
  stop();
});
