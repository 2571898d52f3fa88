import type { BookingOut } from "@/generated/visit";

/** So long after the work a technician may still be at the door. */
const AT_THE_DOOR_MS = 60 * 60_000;

type Job = Pick<BookingOut, "paymentMethod"> & {
  price: Pick<BookingOut["price"], "total">;
  times: Pick<BookingOut["times"], "endedAt">;
};

/**
 * What a finished job says about the money: `take` it now, it was `taken`, or it came through the
 * platform. Without an end the "done" itself still waits to be sent.
 */
export function payment(job: Job, now: number): "take" | "taken" | "online" {
  if (job.paymentMethod !== "cash" || job.price.total.amount === 0) return "online";
  const ended = job.times.endedAt;
  return !ended || now - Date.parse(ended) < AT_THE_DOOR_MS ? "take" : "taken";
}
