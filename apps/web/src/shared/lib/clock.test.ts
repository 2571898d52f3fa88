import { beforeEach, expect, test } from "vitest";
import { clock, hear, onClock, today } from "./clock";

const HOUR = 3_600_000;
const http = (at: number) => new Date(at).toUTCString();
/** How far the clock is from a phone that is this much behind, in milliseconds. */
const off = (behind: number) => Math.abs(clock() - Date.now() - behind);

beforeEach(() => {
  const now = Date.now();
  hear(http(now), now, now);
  expect(off(0)).toBeLessThan(1000);
});

test("a phone whose clock is hours behind or ahead goes by the platform's", () => {
  for (const behind of [2 * HOUR, -26 * HOUR, 40_000]) {
    const now = Date.now();
    hear(http(now + behind), now - 100, now);
    expect(off(behind)).toBeLessThan(1000);
    expect(Math.abs(today().getTime() - clock())).toBeLessThan(1000);
  }
});

test("a phone that is right is not moved, however long an answer took", () => {
  const before = clock() - Date.now();
  const now = Date.now();
  hear(http(now), now - 30_000, now);
  hear(http(now - 29_000), now - 30_000, now);
  expect(Math.abs(clock() - Date.now() - before)).toBeLessThan(5);
});

test("what says no time teaches nothing, nor what was asked before the clock was set", () => {
  const now = Date.now();
  hear(null, now, now);
  hear("yesterday", now, now);
  hear(http(now), now, now - 2 * HOUR);
  expect(off(0)).toBeLessThan(1000);
});

test("who shows a time is told when it turns out to be another", () => {
  let told = 0;
  const stop = onClock(() => told++);
  const now = Date.now();
  hear(http(now), now, now);
  expect(told).toBe(0);
  hear(http(now + HOUR), now, now);
  hear(http(now + HOUR), now, now);
  expect(told).toBe(1);
  stop();
  hear(http(now), now, now);
  expect(told).toBe(1);
});
