import type { NotificationOut } from "@/generated/visit";

type News = Pick<NotificationOut, "kind" | "bookingId">;

/** Where a technician sees to news that no job of theirs is about, or not any more. */
const WORK: Record<string, string> = {
  // An offer that is still open covers whatever is shown; one that is not has no job to see.
  offer_made: "/work",
  job_released: "/work",
  debt_warned: "/work/earnings",
  debt_blocked: "/work/earnings",
  debt_cleared: "/work/earnings",
  provider_verified: "/work",
  provider_suspended: "/work",
  provider_in_review: "/work/setup",
  provider_rejected: "/work/setup",
  document_accepted: "/work/setup",
  document_rejected: "/work/setup",
  document_expiring: "/work/setup",
  document_expired: "/work/setup",
  own_price_adjusted: "/work/services",
};

/** What a technician's notification opens. */
export function leadAtWork({ kind, bookingId }: News): string {
  const place = WORK[kind];
  if (place) return place;
  if (bookingId) return `/work/jobs/${bookingId}`;
  return kind === "rating_received" ? "/work/ratings" : "/work/notifications";
}

/** What a customer's notification opens. */
export const lead = ({ bookingId }: News): string =>
  bookingId ? `/bookings/${bookingId}` : "/account/notifications";
