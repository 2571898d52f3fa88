import type { BookingMatchingOut, Localized, PageProviderLineOut } from "@/generated/ops";

/**
 * Whom a booking can be given to by hand: first those whom the last search ranked, best first, then
 * those it kept out, with why, then everybody else who is verified.
 */
export function assignable(
  matching: BookingMatchingOut | undefined,
  verified: PageProviderLineOut["items"],
  words: (note: Localized) => string,
): [string, string][] {
  const outcomes = matching?.searches.at(-1)?.rounds.at(-1)?.outcomes ?? [];
  const ranked = outcomes.filter(({ rank }) => rank != null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const others = outcomes.filter(({ rank }) => rank == null);
  const known = new Set(outcomes.map(({ providerId }) => providerId));
  return [
    ...[...ranked, ...others].map((one): [string, string] => [
      one.providerId,
      `${one.displayName} – ${words(one.note)}`,
    ]),
    ...verified
      .filter(({ id }) => !known.has(id))
      .map((one): [string, string] => [one.id, `${one.firstName} ${one.lastName}`]),
  ];
}
