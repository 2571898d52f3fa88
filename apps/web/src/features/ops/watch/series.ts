import type { KpiDayOut } from "@/generated/ops";

const DAY_MS = 86_400_000;
/** More days than that are no chart any more. */
const MOST_DAYS = 400;

const nothing = (day: string): KpiDayOut => ({
  day,
  bookingsCancelled: 0,
  bookingsCompleted: 0,
  bookingsCreated: 0,
  commission: { amount: 0, currency: "EGP" },
  grossVolume: { amount: 0, currency: "EGP" },
});

/** Every day of a period; the server leaves out those on which nothing happened. */
export function everyDay(from: string, to: string, days: KpiDayOut[]): KpiDayOut[] {
  const known = new Map(days.map((one) => [one.day, one]));
  const first = Date.parse(`${from}T00:00:00Z`);
  const last = Date.parse(`${to}T00:00:00Z`);
  const count = Math.min(MOST_DAYS, Math.round((last - first) / DAY_MS) + 1);
  if (!Number.isFinite(count) || count < 1) return [];
  return Array.from({ length: count }, (_, n) => {
    const day = new Date(first + n * DAY_MS).toISOString().slice(0, 10);
    return known.get(day) ?? nothing(day);
  });
}

/** Round numbers from nothing to at least `most`, four or five steps. */
export function ticks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
}
