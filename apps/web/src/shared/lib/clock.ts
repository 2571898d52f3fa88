import { readStored, writeStored } from "./stored";

/** The platform's time: a phone's own clock may be hours off, and what ends ends by the platform's. */

/** What the platform's clock is ahead of this phone's, in milliseconds. Known after a reload, too. */
let { ahead } = readStored("session", "osta.clock", { ahead: 0 });
const listeners = new Set<() => void>();

/** Now, in milliseconds since 1970. */
export const clock = (): number => Date.now() + ahead;

/** The same as a date. */
export const today = (): Date => new Date(clock());

/** Told when the clock turns out to be another. */
export function onClock(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Learns from the `Date` of an answer that the server gave between these two moments of the phone's
 * clock. What is within that much of it stays: a phone that is right is never moved.
 */
export function hear(date: string | null, askedAt: number, cameAt: number) {
  const said = Date.parse(date ?? "");
  if (Number.isNaN(said)) return;
  // Whole seconds are said: it was written within the second after.
  const [least, most] = [said - cameAt, said + 1000 - askedAt];
  // The phone's clock was set while it was asked.
  if (least > most) return;
  if (ahead >= least && ahead <= most) return;
  ahead = (least + most) / 2;
  writeStored("session", "osta.clock", { ahead });
  for (const listener of listeners) listener();
}
