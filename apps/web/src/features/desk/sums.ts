import type { EarningsOut, Money } from "@/generated/desk";
import type { Key } from "@/shared/i18n/words";

/** One line of an addition. */
export interface Line {
  name: Key;
  money: Money;
  /** What the lines before it come to. */
  strong?: boolean;
}

const less = ({ amount, currency }: Money): Money => ({ amount: amount === 0 ? 0 : -amount, currency });
const isThere = ({ money, strong }: Line) => strong || money.amount !== 0;

/** How a job moved the balance: what is left of the work, and the parts, less what was taken in cash. */
export function linesOfJob(job: EarningsOut["items"][number]): Line[] {
  const lines: Line[] = [
    { name: "earn.work", money: job.work },
    { name: "earn.commission", money: less(job.commission) },
    { name: "earn.taxes", money: less(job.taxes) },
    { name: "earn.net", money: job.earnings, strong: true },
    { name: "earn.parts", money: job.parts },
    { name: "earn.cash", money: less(job.collectedInCash) },
    { name: "earn.change", money: job.balanceChange, strong: true },
  ];
  return lines.filter(isThere);
}

/** The same of a week, with what cancellations brought. */
export function linesOfWeek(week: EarningsOut["weeks"][number]): Line[] {
  const { earnings, parts, fees, collectedInCash } = week;
  const change = earnings.amount + parts.amount + fees.amount - collectedInCash.amount;
  const lines: Line[] = [
    { name: "earn.work", money: week.work },
    { name: "earn.commission", money: less(week.commission) },
    { name: "earn.taxes", money: less(week.taxes) },
    { name: "earn.net", money: earnings, strong: true },
    { name: "earn.parts", money: parts },
    { name: "earn.fees", money: fees },
    { name: "earn.cash", money: less(collectedInCash) },
    { name: "earn.change", money: { ...earnings, amount: change }, strong: true },
  ];
  return lines.filter(isThere);
}

/** Why less may be paid out than one has, what a complaint holds, and how much one may owe. */
export function linesOfBalance(now: EarningsOut["balance"]): Line[] {
  const { balance, reserved, held, hardLimit, owed } = now;
  const waits = Math.max(0, Math.min(reserved.amount, balance.amount));
  const lines: Line[] = [];
  if (waits > 0)
    lines.push(
      { name: "earn.balance", money: balance },
      { name: "earn.reserved", money: less({ ...reserved, amount: waits }) },
    );
  if (held.amount !== 0) lines.push({ name: "earn.held", money: held });
  if (owed.amount > 0) lines.push({ name: "earn.stops_at", money: hardLimit });
  return lines;
}
