import type { ProposalLineIn } from "@/generated/desk";
import { latinDigits } from "@/shared/format/format";
import { newId } from "@/shared/lib/id";

/** An item as it is typed. */
export interface DraftLine {
  id: string;
  kind: "labour" | "parts";
  name: string;
  quantity: number;
  /** Pounds, as typed. */
  price: string;
}

export const emptyLine = (): DraftLine => ({ id: newId(), kind: "labour", name: "", quantity: 1, price: "" });

/** Typed pounds as piastres, without passing through a float; nothing when they are no amount. */
export function piastres(typed: string): number | null {
  const match = /^(\d{1,7})(?:[.٫,](\d{1,2}))?$/.exec(latinDigits(typed.trim()));
  if (!match) return null;
  const [, pounds = "0", rest = ""] = match;
  const amount = Number(pounds) * 100 + Number(rest.padEnd(2, "0"));
  return amount > 0 ? amount : null;
}

export const totalOf = (lines: DraftLine[]) =>
  lines.reduce((sum, { price, quantity }) => sum + (piastres(price) ?? 0) * quantity, 0);

export function linesOf(lines: DraftLine[]): ProposalLineIn[] {
  return lines.map(({ kind, name, quantity, price }) => ({
    kind,
    name: name.trim(),
    quantity,
    unitPrice: { amount: piastres(price) ?? 0, currency: "EGP" },
  }));
}
