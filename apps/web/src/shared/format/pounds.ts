import { latinDigits } from "./format";

/** What somebody types as pounds, in piastres; nothing when it is no amount. */
export function piastresOf(text: string): number | undefined {
  const typed = latinDigits(text).replace(/[٫,]/g, ".").trim();
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(typed)) return undefined;
  return Math.round(Number(typed) * 100);
}
