import { useMemo } from "react";
import { type Stage, type Status, useListAllBookingsQuery } from "@/generated/ops";

/** So many of each status; those are as many as the server gives at once. */
const MOST = 100;

/** Bookings that are not over, kept fresh, and whether there are more of them than that. */
export function useOpenBookings(stage: Stage | undefined) {
  const pending = useOf("pending", stage);
  const confirmed = useOf("confirmed", stage);
  const working = useOf("in_progress", stage);
  return useMemo(() => {
    const pages = [pending, confirmed, working];
    return {
      items: pages.flatMap((page) => page?.items ?? []),
      cut: pages.some((page) => page?.nextCursor),
    };
  }, [pending, confirmed, working]);
}

const useOf = (status: Status, stage: Stage | undefined) =>
  useListAllBookingsQuery(
    { limit: MOST, status, stage },
    { pollingInterval: 8000, refetchOnMountOrArgChange: true },
  ).data;
