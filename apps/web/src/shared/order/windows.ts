import { cairoDay } from "@/shared/format/format";

const DAYS_AHEAD = 14;

/** Cairo's days from today on, `2026-11-22`. */
export function dayStrip(now: Date): string[] {
  const [year = 0, month = 1, day = 1] = cairoDay(now).split("-").map(Number);
  return Array.from({ length: DAYS_AHEAD }, (_, i) =>
    new Date(Date.UTC(year, month - 1, day + i)).toISOString().slice(0, 10),
  );
}

function minuteOfDay(at: Date): number {
  const shown = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Africa/Cairo",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  const [hour = 0, minute = 0] = shown.split(":").map(Number);
  return hour * 60 + minute;
}

/** A wall time as a date that shows the same wall time when it is read as UTC. */
const wall = (local: string): Date => new Date(`${local}:00Z`);

/** The instant of a wall time in Cairo. In the hour that the clock repeats it is the first. */
export function cairoInstant(local: string): Date {
  const guess = wall(local).getTime();
  const shown = (at: number) => {
    const day = cairoDay(new Date(at));
    return Date.parse(`${day}T00:00:00Z`) + minuteOfDay(new Date(at)) * 60_000;
  };
  // Cairo is two or three hours ahead: the offset at the guess may be the neighbour's.
  const first = guess - (shown(guess) - guess);
  return new Date(guess - (shown(first) - first));
}
