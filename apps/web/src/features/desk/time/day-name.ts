import { useLanguage } from "@/shared/i18n/provider";

/** A Sunday. */
const SUNDAY = Date.UTC(2026, 10, 22, 10);

/** The name of a weekday, 0 is Sunday. */
export function useDayName(): (weekday: number) => string {
  const { format } = useLanguage();
  return (weekday) => format.weekdayLong(new Date(SUNDAY + weekday * 86_400_000));
}
