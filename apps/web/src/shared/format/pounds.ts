import type { Money } from "@/generated/guest";
import { latinDigits } from "./format";

/** What somebody types as pounds, in piastres, without passing through a float; nothing when it is no amount. */
export function piastresOf(text: string): number | undefined {
  const digits = latinDigits(text).trim();
  // A comma before three digits is between thousands; another one is the point of who types Arabic.
  const whole = /^\d{1,3}([,٬،]\d{3})+([.٫]\d+)?$/.test(digits) ? digits.replace(/[,٬،]/g, "") : digits;
  const [, pounds, rest = ""] = /^(\d{1,7})(?:[.٫,،](\d{1,2}))?$/.exec(whole) ?? [];
  return pounds ? Number(pounds) * 100 + Number(rest.padEnd(2, "0")) : undefined;
}

/** Piastres as somebody would type them. */
export const poundsOf = ({ amount }: Money) =>
  amount % 100 === 0
    ? String(amount / 100)
    : `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, "0")}`;
