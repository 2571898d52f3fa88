import { latinDigits } from "@/shared/format/format";

/** What the fourteen digits say, or what is wrong with them. The server decides; this only helps. */
export type ReadId =
  | { state: "short"; left: number }
  | { state: "wrong"; why: "century" | "birth" | "age" | "governorate" }
  | { state: "fine"; born: string; male: boolean };

/** Where a birth can be registered: the governorates, and 88 for abroad. */
const GOVERNORATES = new Set(
  "01 02 03 04 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28 29 31 32 33 34 35 88".split(" "),
);
const YOUNGEST = 18;

/** The digits of what was typed, at most fourteen. */
export const idDigits = (typed: string) => latinDigits(typed).replace(/\D/g, "").slice(0, 14);

/** Reads `C YYMMDD GG SSSS K`. `today` is Cairo's day, `2026-11-28`. */
export function readId(digits: string, today: string): ReadId {
  if (digits.length < 14) return { state: "short", left: 14 - digits.length };
  const century = { "2": 1900, "3": 2000 }[digits[0] ?? ""];
  if (century === undefined) return { state: "wrong", why: "century" };
  const [year, month, day] = [1, 3, 5].map((at) => Number(digits.slice(at, at + 2)));
  const date = new Date(Date.UTC(century + (year ?? 0), (month ?? 0) - 1, day));
  const born = date.toISOString().slice(0, 10);
  if (date.getUTCMonth() + 1 !== month || date.getUTCDate() !== day || born > today)
    return { state: "wrong", why: "birth" };
  if (!GOVERNORATES.has(digits.slice(7, 9))) return { state: "wrong", why: "governorate" };
  const grownUp = `${Number(born.slice(0, 4)) + YOUNGEST}${born.slice(4)}`;
  if (grownUp > today) return { state: "wrong", why: "age" };
  return { state: "fine", born, male: Number(digits[12]) % 2 === 1 };
}

/** As on screens that others may look at: the last four digits. */
export const maskedId = (digits: string) => `••••••••••${digits.slice(10)}`;
