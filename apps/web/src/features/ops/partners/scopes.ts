import type { Scope } from "@/generated/ops";
import type { Key } from "@/shared/i18n/words";

/** What a key may be allowed, with its name. */
export const scopeKey: Record<Scope, Key> = {
  "catalog:read": "scope.catalog_read",
  "quotes:create": "scope.quotes_create",
  "slots:use": "scope.slots_use",
  "bookings:create": "scope.bookings_create",
  "bookings:read": "scope.bookings_read",
  "bookings:cancel": "scope.bookings_cancel",
  "bookings:reschedule": "scope.bookings_reschedule",
  "tracking:read": "scope.tracking_read",
  "webhooks:manage": "scope.webhooks_manage",
};
export const SCOPES = Object.keys(scopeKey) as Scope[];

/** What a webhook can tell of (docs/partners.md). */
export const EVENT_TYPES = [
  "booking.created",
  "booking.unmatched",
  "booking.confirmed",
  "booking.released",
  "booking.moved",
  "booking.reschedule_proposed",
  "booking.rescheduled",
  "booking.estimate_proposed",
  "booking.estimate_withdrawn",
  "booking.change_order_proposed",
  "booking.change_order_withdrawn",
  "booking.completed",
  "booking.cancelled",
  "booking.disputed",
  "booking.dispute_decided",
  "payment.failed",
  "payment.settled",
  "payment.refunded",
] as const;

/** Networks as people type them: one a line, or with commas between. */
export const networksOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
