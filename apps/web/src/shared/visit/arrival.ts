import type { Format } from "@/shared/format/format";
import type { Translate } from "@/shared/i18n/translate";

/** When somebody arrives, as honestly as it is known: an interval, or one time where both ends meet. */
export function arrival(eta: { lowS: number; highS: number }, t: Translate, format: Format): string {
  const minutes = (seconds: number) => Math.max(1, Math.round(seconds / 60));
  const [low, high] = [minutes(eta.lowS), minutes(eta.highS)];
  return low === high
    ? t("track.arrives_soon", { time: format.minutes(low) })
    : t("track.arrives", { low, high });
}
