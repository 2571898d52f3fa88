import type { SlotDayOut, SlotOut } from "@/generated/slots";

/** How a price stands beside what most times cost. */
export type Beside = "dearer" | "cheaper" | "usual";

/** What the times of an answer cost: one price for all, or what most of them cost. */
export interface SlotPrices {
  /** In piastres. */
  usual: number;
  differ: boolean;
}

/** Nothing where the server tells no prices. Of two that are as frequent the lower is the usual one. */
export function slotPrices(days: Pick<SlotDayOut, "slots">[]): SlotPrices | undefined {
  const times = new Map<number, number>();
  for (const { price } of days.flatMap(({ slots }) => slots))
    if (price) times.set(price.amount, (times.get(price.amount) ?? 0) + 1);
  const [most] = [...times].sort(([a, x], [b, y]) => y - x || a - b);
  return most && { usual: most[0], differ: times.size > 1 };
}

export function beside({ price }: Pick<SlotOut, "price">, { usual }: SlotPrices): Beside {
  if (!price || price.amount === usual) return "usual";
  return price.amount > usual ? "dearer" : "cheaper";
}
