import type { ExceptionIn, WeeklyInterval } from "@/generated/desk";
import { cairoInstant } from "@/shared/order/windows";

/** The week as Egyptians count it: Saturday first. */
export const WEEK = [6, 0, 1, 2, 3, 4, 5] as const;
const END_OF_DAY = 1440;

export interface Span {
  /** Minutes after midnight. */
  from: number;
  to: number;
}

export const spansOf = (hours: WeeklyInterval[], weekday: number): Span[] =>
  hours
    .filter((one) => one.weekday === weekday)
    .map(({ fromMinute, toMinute }) => ({ from: fromMinute, to: toMinute }))
    .sort((a, b) => a.from - b.from);

/** The week with these spans on these days instead of what was there. */
export function withDays(hours: WeeklyInterval[], weekdays: number[], spans: Span[]): WeeklyInterval[] {
  const others = hours.filter((one) => !weekdays.includes(one.weekday));
  const set = weekdays.flatMap((weekday) =>
    spans.map(({ from, to }) => ({ weekday, fromMinute: from, toMinute: to })),
  );
  return [...others, ...set].sort((a, b) => a.weekday - b.weekday || a.fromMinute - b.fromMinute);
}

/** What is wrong with a day's spans: it ends before it begins, or two overlap. */
export function wrongIn(spans: Span[]): "backwards" | "overlap" | null {
  if (spans.some(({ from, to }) => from >= to)) return "backwards";
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  return sorted.some((one, index) => index > 0 && one.from < (sorted[index - 1]?.to ?? 0)) ? "overlap" : null;
}

/** A further span after the last one, as far as the day reaches. */
export function nextSpan(spans: Span[]): Span {
  if (spans.length === 0) return { from: 600, to: 1080 };
  const last = Math.max(...spans.map((one) => one.to));
  const from = Math.min(last + 60, END_OF_DAY - 60);
  return { from, to: Math.min(from + 180, END_OF_DAY) };
}

/** `09:30` of a time field; midnight at the end of a day is `00:00` there. */
export const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

export function minuteOf(time: string, isEnd: boolean): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const found = hour * 60 + minute;
  return isEnd && found === 0 ? END_OF_DAY : found;
}

/** Work or time off besides the week, as it is typed. Days are Cairo's, `2026-12-24`. */
export interface Besides {
  works: boolean;
  firstDay: string;
  lastDay: string;
  /** All day, or the same hours each day. */
  allDay: boolean;
  span: Span;
  note: string;
}

/** Each of its days is one request. */
export const MOST_DAYS = 31;

export const daysFrom = (first: string, last: string): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= Date.parse(`${last}T00:00:00Z`); at += 86_400_000) {
    days.push(new Date(at).toISOString().slice(0, 10));
    if (days.length > 400) break;
  }
  return days;
};

/** What is sent for it: time off in one piece, hours day by day. */
export function exceptionsOf({ works, firstDay, lastDay, allDay, span, note }: Besides): ExceptionIn[] {
  const rest = { works, note: note.trim() || undefined };
  const at = (day: string, minute: number) =>
    minute === END_OF_DAY
      ? cairoInstant(`${dayAfter(day)}T00:00`).toISOString()
      : cairoInstant(`${day}T${timeOf(minute)}`).toISOString();
  if (allDay) return [{ ...rest, startsAt: at(firstDay, 0), endsAt: at(lastDay, END_OF_DAY) }];
  return daysFrom(firstDay, lastDay).map((day) => ({
    ...rest,
    startsAt: at(day, span.from),
    endsAt: at(day, span.to),
  }));
}

const dayAfter = (day: string) => daysFrom(day, "9999-01-01")[1] ?? day;

/**
 * The days of the coming Ramadan, or of the one that runs: `Intl` knows the Umm al-Qura calendar. The
 * sighting may move it by a day; who fills in the form may too.
 */
export function ramadanFrom(today: string): { firstDay: string; lastDay: string } | undefined {
  const calendar = new Intl.DateTimeFormat("en-u-ca-islamic-umalqura-nu-latn", {
    month: "numeric",
    timeZone: "UTC",
  });
  const days = daysFrom(today, `${Number(today.slice(0, 4)) + 2}-01-01`).filter((day) =>
    /^9\b/.test(calendar.format(new Date(`${day}T12:00:00Z`))),
  );
  const first = days[0];
  if (!first) return undefined;
  const run = days.filter((day, index) => day === daysFrom(first, "9999-01-01")[index]);
  return { firstDay: first, lastDay: run.at(-1) ?? first };
}
