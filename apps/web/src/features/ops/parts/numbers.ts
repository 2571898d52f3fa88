import { latinDigits } from "@/shared/format/format";

/** Commas part thousands, and nothing else: `1,250` is a thousand and more, `12,5` is no number. */
const THOUSANDS = /^(-?\d{1,3})((?:,\d{3})+)(?=\.|$)/;

/** What somebody typed, in the digits and with the comma of their keyboard, as plain text. */
const plain = (text: string): string =>
  latinDigits(text)
    .replace(/\s/g, "")
    .replace(/[٬،]/g, ",")
    .replace(/٫/g, ".")
    .replace(/^\u2212/, "-")
    .replace(THOUSANDS, (_, first: string, more: string) => first + more.replaceAll(",", ""));

/** Pounds as typed, in piastres, to the piastre; nothing when it is no amount. */
export function poundsToPiastres(text: string): number | undefined {
  const found = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain(text));
  if (!found) return undefined;
  const [, sign, pounds, rest = ""] = found;
  const piastres = Number(pounds) * 100 + Number(rest.padEnd(2, "0"));
  return sign === "-" ? -piastres : piastres;
}

/** Piastres as somebody would type them. */
export function piastresToPounds(piastres: number): string {
  const whole = Math.trunc(Math.abs(piastres) / 100);
  const rest = Math.abs(piastres) % 100;
  return `${piastres < 0 ? "-" : ""}${whole}${rest ? `.${String(rest).padStart(2, "0")}` : ""}`;
}

/** Percent as typed, in hundredths of a percent; nothing when it is none. */
export function percentToBp(text: string): number | undefined {
  return poundsToPiastres(plain(text).replace(/%|٪/g, ""));
}

/** Hundredths of a percent as somebody would type them. */
export const bpToPercent = (bp: number): string => piastresToPounds(bp);

/** A whole number as typed; nothing when it is none. */
export function toWhole(text: string): number | undefined {
  const found = plain(text);
  return /^-?\d{1,12}$/.test(found) ? Number(found) : undefined;
}
