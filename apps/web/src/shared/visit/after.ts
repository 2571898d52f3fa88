/** Complaints are heard this long after the work. */
const DISPUTE_DAYS = 14;
const DAY_MS = 24 * 3600_000;

/** The last moment of the warranty of finished work; nothing where there is none. */
export function warrantyUntil(endedAt: string | null | undefined, days: number): Date | undefined {
  return endedAt && days > 0 ? new Date(Date.parse(endedAt) + days * DAY_MS) : undefined;
}

/** Whether finished work may be complained about still. */
export function canDispute(status: string, endedAt: string | null | undefined, now: number): boolean {
  return status === "completed" && endedAt != null && now - Date.parse(endedAt) < DISPUTE_DAYS * DAY_MS;
}

/** Whether one may ask for another time: never for a visit that is ordered for now. */
export function canMove(booking: { status: string; stage: string; instant: boolean }): boolean {
  if (booking.stage === "paused") return true;
  if (booking.instant) return false;
  return booking.status === "pending" || booking.stage === "assigned";
}

const CONSENT_MS = 24 * 3600_000;

/** Whether the technician has to agree to another time: this close to the visit, and after a pause. */
export function movingAsks(
  booking: { stage: string; startsAt: string; provider?: unknown },
  now: number,
): boolean {
  if (booking.provider == null) return false;
  return booking.stage === "paused" || Date.parse(booking.startsAt) - now <= CONSENT_MS;
}
