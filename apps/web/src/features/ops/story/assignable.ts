import type { BookingMatchingOut, Localized } from "@/generated/ops";
import type { Candidate } from "../parts/person-field";

/**
 * Whom the last search thought of, for giving a booking by hand: first those it ranked, best first,
 * then those it kept out, with why.
 */
export function assignable(
  matching: BookingMatchingOut | undefined,
  words: (note: Localized) => string,
): Candidate[] {
  const outcomes = matching?.searches.at(-1)?.rounds.at(-1)?.outcomes ?? [];
  const ranked = outcomes.filter(({ rank }) => rank != null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  const others = outcomes.filter(({ rank }) => rank == null);
  return [...ranked, ...others].map((one) => ({
    id: one.providerId,
    name: one.displayName,
    note: words(one.note),
  }));
}
