import type { AgendaDayOut } from "@/generated/desk";

/** Whether another order of a day is worth a word: it saves this much driving or keeps a visit in time. */
const WORTH_S = 300;

/** The order that would be better, as places in today's own order (1, 2, 3 …); nothing when it is fine. */
export function betterOrder(day: Pick<AgendaDayOut, "visits" | "travelS" | "proposed">) {
  const { proposed, visits } = day;
  if (!proposed || proposed.bookings.length < 2) return undefined;
  const ahead = visits.filter((one) => proposed.bookings.includes(one.bookingId));
  const order = proposed.bookings.map((id) => visits.findIndex((one) => one.bookingId === id));
  const same = ahead.every((one, index) => one.bookingId === proposed.bookings[index]);
  const saves = day.travelS - proposed.travelS;
  const late = ahead.some((one) => (one.spareMinutes ?? 0) < 0);
  if (same || order.includes(-1) || (saves < WORTH_S && !late)) return undefined;
  return { order, savesMinutes: Math.max(0, Math.round(saves / 60)) };
}
