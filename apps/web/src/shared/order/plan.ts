import type { PlanIn, PlanRhythm } from "@/generated/mine";
import { cairoWall } from "./cairo-wall";

/** How often visits can come again. */
export const RHYTHMS = ["weekly", "two_weeks", "monthly"] as const satisfies PlanRhythm[];

/** Visits like the first, from its time on. */
export function planOf(
  visit: Omit<PlanIn, "rhythm" | "startsOn" | "localTime">,
  rhythm: PlanRhythm,
  startsAt: string,
): PlanIn {
  const { day, time } = cairoWall(startsAt);
  return { ...visit, rhythm, startsOn: day, localTime: time };
}
