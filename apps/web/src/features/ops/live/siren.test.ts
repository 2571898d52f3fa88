import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sound } from "@/testing/sound";
import { siren } from "./siren";

/** Tones of one ring. */
const ONE = 3;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("AudioContext", Sound.anew());
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("rings that nobody could hear are not kept; it rings at once when it may, and goes on", async () => {
  const blocked = vi.fn();
  const stop = siren(blocked);
  const [sound] = Sound.made;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(blocked).toHaveBeenLastCalledWith(true);
  expect(sound?.voices, "nothing waits to sound all at once").toBe(0);
  Sound.allowed = true;
  document.dispatchEvent(new Event("keydown"));
  await vi.advanceTimersByTimeAsync(0);
  expect(blocked).toHaveBeenLastCalledWith(false);
  expect(sound?.voices).toBe(ONE);
  await vi.advanceTimersByTimeAsync(6000);
  expect(sound?.voices).toBeLessThanOrEqual(3 * ONE);
  expect(sound?.voices).toBeGreaterThanOrEqual(2 * ONE);
  stop();
  expect(sound?.state).toBe("closed");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sound?.voices, "over is over").toBeLessThanOrEqual(3 * ONE);
});

test("taken from the page in the middle, it says so and does not gather", async () => {
  Sound.allowed = true;
  const blocked = vi.fn();
  const stop = siren(blocked);
  await vi.advanceTimersByTimeAsync(1000);
  expect(blocked.mock.calls.flat()).not.toContain(true);
  const [sound] = Sound.made;
  if (!sound) throw new Error("no sound was made");
  // A phone call, another app.
  Sound.allowed = false;
  sound.state = "suspended";
  sound.onstatechange?.();
  expect(blocked).toHaveBeenLastCalledWith(true);
  const before = sound.voices;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(sound.voices).toBe(before);
  stop();
});
