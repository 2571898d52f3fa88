import type { BookingOut, Stage } from "@/generated/visit";
import type { Format } from "@/shared/format/format";
import type { Translate } from "@/shared/i18n/translate";

/** After this long without an answer one is told what one can do. */
const LONG_S = 150;

const STEP: Partial<Record<Stage, number>> = {
  awaiting_payment: 0,
  searching: 0,
  offered: 0,
  assigned: 1,
  en_route: 2,
  arrived: 2,
  inspecting: 3,
  awaiting_approval: 3,
  working: 3,
  paused: 3,
  done: 4,
  settled: 4,
};

/** On which of its five steps a visit is; nothing when it left the way. */
export const stepOf = (stage: Stage): number | undefined => STEP[stage];

/** In which colour one says it. */
export function toneOf(stage: Stage): "brand" | "amber" | "danger" {
  if (stage === "awaiting_approval" || stage === "awaiting_payment") return "amber";
  return stage === "closed" ? "danger" : "brand";
}

/** Whether somebody waits longer for a technician than one usually does. */
export function isLong({ stage, instant, createdAt, search }: BookingOut, now: number): boolean {
  if (stage !== "searching") return false;
  return search?.exhausted === true || (instant && (now - Date.parse(createdAt)) / 1000 > LONG_S);
}

/** What a stage means for the customer, and what comes next. */
export function stageText(booking: BookingOut, now: number, t: Translate, format: Format): string {
  const { stage, instant, startsAt, cancellation } = booking;
  if (isLong(booking, now)) return t("stage.searching_long");
  if (stage === "closed") {
    const fee = cancellation?.fee;
    return fee && fee.amount > 0 ? t("stage.closed_fee", { fee: format.money(fee) }) : t("stage.closed_text");
  }
  if (stage === "assigned")
    return instant ? t("stage.assigned_now") : t("stage.assigned_text", { time: format.dateTime(startsAt) });
  return t(`stage.${stage}_text`);
}
