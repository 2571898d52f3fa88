import { cairoDay } from "@/shared/format/format";

/** What the calendar and the clock in Cairo show at an instant: `2026-11-22`, `10:30`. */
export function cairoWall(at: string): { day: string; time: string } {
  const date = new Date(at);
  const time = new Intl.DateTimeFormat("en-GB", {
    timeZone: "Africa/Cairo",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(date);
  return { day: cairoDay(date), time };
}
