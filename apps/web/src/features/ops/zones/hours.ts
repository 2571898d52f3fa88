import type { WeeklyHours } from "@/generated/ops";

/** A span of a day as typed, `09:00`–`17:30`. */
export interface Span {
  from: string;
  to: string;
}
/** The spans of each weekday, 0 is Sunday. */
export type Week = Span[][];

const DAY = 24 * 60;
const two = (value: number) => String(value).padStart(2, "0");
const clock = (minute: number) => `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
const minutes = (text: string): number | undefined => {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : undefined;
};

export function weekOf(hours: WeeklyHours): Week {
  return Array.from({ length: 7 }, (_, day) =>
    hours
      .filter(({ weekday }) => weekday === day)
      .sort((a, b) => a.start_minute - b.start_minute)
      .map(({ start_minute, end_minute }) => ({ from: clock(start_minute), to: clock(end_minute) })),
  );
}

/** A span that ends at midnight ends at the midnight after it. Nothing when one is no time or ends before it begins. */
export function hoursOf(week: Week): WeeklyHours | undefined {
  const hours: WeeklyHours = [];
  for (const [weekday, spans] of week.entries()) {
    let free = 0;
    for (const { from, to } of spans) {
      const start = minutes(from);
      const end = minutes(to);
      if (start === undefined || end === undefined) return undefined;
      const until = end === 0 ? DAY : end;
      if (until <= start || start < free) return undefined;
      hours.push({ weekday, start_minute: start, end_minute: until });
      free = until;
    }
  }
  return hours;
}
