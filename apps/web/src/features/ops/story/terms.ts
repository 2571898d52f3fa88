import type { Format } from "@/shared/format/format";

/** Milliseconds of travel as minutes with one place: `+3.5`, `−0.4`. */
export function signedMinutes(ms: number, format: Pick<Format, "number">): string {
  const minutes = Math.round(ms / 6000) / 10;
  const sign = minutes < 0 ? "\u2212" : "+";
  return `${sign}${format.number(Math.abs(minutes), { maximumFractionDigits: 1 })}`;
}
