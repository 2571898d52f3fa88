import type { Stage } from "@/generated/visit";

const SHARED: Stage[] = [
  "assigned",
  "en_route",
  "arrived",
  "inspecting",
  "awaiting_approval",
  "working",
  "paused",
];
/** Trouble does not end with the bill. */
const AFTERWARDS_MS = 2 * 3600_000;

/** Whether a visit can be followed by whoever has a link. */
export const canShare = (stage: Stage) => SHARED.includes(stage);

/** Whether somebody in it can call for help: under way, or just over. */
export function canCallHelp(stage: Stage, endedAt: string | null | undefined, now: number): boolean {
  if (stage !== "assigned" && SHARED.includes(stage)) return true;
  return (
    endedAt != null && now - Date.parse(endedAt) < AFTERWARDS_MS && (stage === "done" || stage === "settled")
  );
}
