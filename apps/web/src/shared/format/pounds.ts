import { latinDigits } from "./format";

/** What somebody types as pounds, in piastres; nothing when it is no amount. */
export function piastresOf(text: string): number | undefined {
  const digits = latinDigits(text).trim();
  // A comma before three digits is between thousands; another one is the point of who types Arabic.
  const whole = /^\d{1,3}([,٬،]\d{3})+([.٫]\d+)?$/.test(digits) ? digits.replace(/[,٬،]/g, "") : digits;
  const typed = whole.replace(/[٫,،]/g, ".");
  if (!/^\d{1,7}(\.\d{1,2})?$/.test(typed)) return undefined;
  return Math.round(Number(typed) * 100);
}
