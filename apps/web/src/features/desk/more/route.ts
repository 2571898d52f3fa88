import type { AgendaDayOut, AgendaVisitOut } from "@/generated/desk";

type Day = Pick<AgendaDayOut, "visits" | "proposed">;

/** Whether another order of a day is worth a word: it saves this much driving or keeps a visit in time. */
const WORTH_S = 300;
/** Stages of a visit that one has yet to come to. */
const BEFORE: AgendaVisitOut["stage"][] = ["assigned", "en_route"];

/** What can still be ordered, as it stands now and as the server would have it. */
function orders({ proposed, visits }: Day) {
  if (!proposed || proposed.bookings.length < 2) return undefined;
  const ahead = visits.filter((one) => proposed.bookings.includes(one.bookingId));
  const order = proposed.bookings.map((id) => visits.findIndex((one) => one.bookingId === id));
  const same = ahead.every((one, index) => one.bookingId === proposed.bookings[index]);
  return { proposed, ahead, order, same };
}

/** The order that would be better, as places in today's own order (0, 1, 2 …); nothing when it is fine. */
export function betterOrder(day: Day) {
  const found = orders(day);
  if (!found || found.same || found.order.includes(-1)) return undefined;
  const { ahead, order, proposed } = found;
  const now = ahead.reduce((sum, one) => sum + (one.travelS ?? 0), 0);
  const saves = now - proposed.travelS;
  const late = ahead.some((one) => (one.spareMinutes ?? 0) < 0);
  if (saves < WORTH_S && !late) return undefined;
  return { order, savesMinutes: Math.max(0, Math.round(saves / 60)) };
}

/** Whether every order was looked at, and none is better. */
export function isBestOrder(day: Day): boolean {
  const found = orders(day);
  return Boolean(found?.same && found.proposed.exact);
}

/** Where one has to go next: the first visit that is not done and where one is not yet. */
export function nextStop({ visits }: Pick<Day, "visits">) {
  const at = visits.findIndex((one) => one.status !== "completed" && BEFORE.includes(one.stage));
  const visit = visits[at];
  return visit && { visit, number: at + 1 };
}
