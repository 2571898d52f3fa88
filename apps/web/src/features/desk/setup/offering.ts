import type { Money, ProviderServiceIn, ProviderServiceOut } from "@/generated/desk";
import { poundsOf } from "@/shared/format/pounds";
import { piastres } from "../proposal";

/** What somebody offers, as it is typed. */
export interface Offering {
  /** The category it belongs to. */
  trade: string;
  /** Pounds, as typed; empty for the platform's price. */
  price: string;
  years: string;
  certificate?: string | null;
}
export type Offerings = Record<string, Offering>;

export function offeringsOf(items: ProviderServiceOut[]): Offerings {
  return Object.fromEntries(
    items.map((one) => [
      one.serviceId,
      {
        trade: one.categoryId,
        price: one.customPrice ? poundsOf(one.customPrice) : "",
        years: one.experienceYears > 0 ? String(one.experienceYears) : "",
        certificate: one.certificateDocumentId,
      },
    ]),
  );
}

/** In a fixed order, so that a wrong field of the server, `services[2].customPrice`, finds its service. */
export function wantedOf(offerings: Offerings): ProviderServiceIn[] {
  return Object.entries(offerings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([serviceId, { price, years, certificate }]) => {
      const amount = piastres(price);
      return {
        serviceId,
        customPrice: amount === null ? undefined : { amount, currency: "EGP" },
        experienceYears: Number.parseInt(years, 10) || 0,
        certificateDocumentId: certificate ?? undefined,
      };
    });
}

/** The server's word about one service. */
export function wrongOf(
  offerings: Offerings,
  serviceId: string,
  errors: { field: string; message: string }[],
): string | undefined {
  const index = wantedOf(offerings).findIndex((one) => one.serviceId === serviceId);
  return errors.find(({ field }) => field.startsWith(`services[${index}]`))?.message;
}

/**
 * Between which prices one may choose. The server tells the ends with each service that is offered
 * already; from any of them follows the band of the others.
 */
export function boundsOf(
  base: Money,
  own: ProviderServiceOut | undefined,
  any: ProviderServiceOut | undefined,
): { low: Money; high: Money } | undefined {
  if (own) return { low: own.lowestPrice, high: own.highestPrice };
  if (!any || any.basePrice.amount === 0) return undefined;
  const at = (end: Money) => ({
    amount: Math.round((base.amount * end.amount) / any.basePrice.amount),
    currency: base.currency,
  });
  return { low: at(any.lowestPrice), high: at(any.highestPrice) };
}

/** Whether a typed price is one that may be. */
export function priceFits(typed: string, bounds: { low: Money; high: Money } | undefined): boolean {
  if (typed.trim() === "") return true;
  const amount = piastres(typed);
  return amount !== null && (!bounds || (amount >= bounds.low.amount && amount <= bounds.high.amount));
}
