import { useState } from "react";
import { useListBookingRatingsQuery } from "@/generated/visit";

/** How soon ratings are asked for again while they don't know the visit yet. */
const AGAIN_MS = 2500;

/** Whether one may rate a visit that has just ended; nothing until the ratings have heard of it. */
export function useOwnRating(bookingId: string) {
  const [everyMs, setEveryMs] = useState(AGAIN_MS);
  const given = useListBookingRatingsQuery({ id: bookingId }, { pollingInterval: everyMs });
  const known = given.currentData;
  if (known && everyMs > 0) setEveryMs(0);
  return { may: known && !known.some((one) => one.mine), refetch: () => void given.refetch() };
}
