import {
  useGetAgendaQuery,
  useGetMyEarningsQuery,
  useGetMyHoursQuery,
  useListMyExceptionsQuery,
} from "@/generated/desk";
import { cairoDay } from "@/shared/format/format";
import { clock } from "@/shared/lib/clock";
import { useKept } from "./kept";
import { daysFrom } from "./time/week";

/** What a technician reads without a network, too: by its screen, and asked for ahead of it (`ahead.tsx`). */
const ANEW = { refetchOnMountOrArgChange: true };
const DAYS = 14;
export const EARNINGS_ASKED = { limit: 50 };

/** The days ahead. */
export function useAgenda(pollingInterval = 0) {
  const today = cairoDay(new Date(clock()));
  const to = daysFrom(today, "9999-01-01")[DAYS - 1];
  const asked = useGetAgendaQuery({ from: today, to }, { ...ANEW, pollingInterval });
  const known = useKept("agenda", asked.data)?.filter((day) => day.date >= today);
  return { today, known, error: asked.error, refetch: asked.refetch };
}

/** The weekly hours. */
export function useHours() {
  const asked = useGetMyHoursQuery(undefined, ANEW);
  return { known: useKept("hours", asked.data), error: asked.error, refetch: asked.refetch };
}

/** The days that are unlike the week. */
export function useBesides() {
  const asked = useListMyExceptionsQuery(undefined, ANEW);
  return { known: useKept("besides", asked.data), error: asked.error, refetch: asked.refetch };
}

/** The balance, the weeks and the newest jobs. */
export function useEarnings() {
  const asked = useGetMyEarningsQuery(EARNINGS_ASKED, ANEW);
  return { known: useKept("earnings", asked.data), error: asked.error, refetch: asked.refetch };
}
