import type { ChecklistItemOut, ChecklistOut, ChecklistStep } from "@/generated/desk";
import type { Key } from "@/shared/i18n/words";

/** How a line of the list looks: what is to be done, waits, is wrong or fine. */
export type Mood = "todo" | "waiting" | "rejected" | "expired" | "expiring" | "good";

/** Documents are warned of this long before their end, as the server does. */
const WARN_DAYS = 30;

/** Whole days from one calendar day to another. */
export const daysUntil = (day: string, today: string) =>
  Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);

export function moodOf(item: ChecklistItemOut, today: string): Mood {
  if (item.step !== "document") return item.done ? "good" : "todo";
  switch (item.state) {
    case "waiting":
    case "rejected":
    case "expired":
      return item.state;
    case "good":
      return item.expiresOn && daysUntil(item.expiresOn, today) <= WARN_DAYS ? "expiring" : "good";
    default:
      return "todo";
  }
}

/** The first line that keeps the application from being sent; then what may follow while others look. */
export function nextItem(list: ChecklistOut): ChecklistItemOut | undefined {
  const open = list.items.filter((item) => item.required && !item.done);
  return open.find((item) => !LATER.includes(item.step)) ?? open[0];
}
const LATER: ChecklistStep[] = ["areas", "hours"];

/** How many of the needed lines are done. */
export function progress(list: ChecklistOut): { done: number; all: number } {
  const needed = list.items.filter((item) => item.required);
  return { done: needed.filter((item) => item.done).length, all: needed.length };
}

/** What a line asks for, as a button says it. */
export function askFor({ step }: ChecklistItemOut): Key {
  if (step === "services" || step === "areas" || step === "hours") return `todo.${step}`;
  return "todo.document";
}

/** Where a line is worked on. */
export function placeOf(item: ChecklistItemOut): string {
  if (item.step === "document") return `/work/papers/${item.kind ?? ""}/${item.side ?? "single"}`;
  return `/work/${item.step}`;
}
