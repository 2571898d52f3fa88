import type { BookingOut } from "@/generated/visit";
import { Format } from "@/shared/format/format";
import { fill } from "@/shared/i18n/fill";
import { currentPreferences } from "@/shared/i18n/lang";
import type { Translate } from "@/shared/i18n/translate";
import { clock } from "@/shared/lib/clock";
import { stageText, stepOf, toneOf } from "@/shared/visit/stage";

/** Texts of the screen that the build put into the page (`scripts/pages.ts`). */
function wordsHere(): Record<string, string> {
  return JSON.parse(document.getElementById("osta-words")?.textContent ?? "{}") as Record<string, string>;
}

/**
 * Writes into the drawn page what somebody comes for: how it stands with the booking, long before
 * the program is there (`features/booking/early.tsx`).
 */
export function tellBooking(booking: BookingOut, root: HTMLElement) {
  const place = (name: string) => root.querySelector<HTMLElement>(`[data-early="${name}"]`);
  const [panel, steps] = [place("panel"), root.querySelectorAll<HTMLElement>('[data-early="panel"] li')];
  if (!panel) return;
  const format = new Format(currentPreferences());
  const words = wordsHere();
  const t: Translate = (key, gaps = {}) => fill(words[key] ?? "", gaps, format);
  const put = (where: Element | null | undefined, text: string) => {
    if (where) where.textContent = text;
  };
  put(root.querySelector("#screen-title bdi"), format.pick(booking.service.name));
  put(place("number")?.querySelector("bdi"), booking.number);
  put(place("stage"), t(`stage.${booking.stage}`));
  put(place("text"), stageText(booking, clock(), t, format));
  const code = place("code");
  if (code && booking.startCode) {
    put(code.querySelector("[data-testid=start-code]"), booking.startCode);
    code.hidden = false;
    // What stands for the rest would move down.
    place("coming")?.remove();
  }
  panel.dataset.tone = toneOf(booking.stage);
  const at = stepOf(booking.stage);
  if (at === undefined) panel.querySelector("ol")?.remove();
  steps.forEach((step, index) => {
    step.dataset.past = String(at !== undefined && index <= at);
    step.ariaCurrent = index === at ? "step" : null;
  });
}
