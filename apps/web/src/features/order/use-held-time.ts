import { useCallback, useEffect, useRef } from "react";
import { useUser } from "@/shared/api/use-session";
import { useNow } from "@/shared/lib/use-now";
import { changeDraft, useDraft } from "@/shared/order/draft";
import { holds, keeper, secondsLeft } from "@/shared/order/held-time";
import { usePin } from "@/shared/order/use-pin";

/**
 * Keeps the chosen time for this order while it is filled in; held anew when it ran out. Guests hold
 * nothing: theirs is held as soon as they are known. Neither does who wants the visit to come again:
 * a plan orders its visits itself.
 */
export function useHeldTime() {
  const [draft, change] = useDraft();
  const user = useUser();
  const { pin } = usePin();
  const now = useNow(1000);
  const asking = useRef("");
  const { serviceId, start, quantity, providerId, rhythm, held, taken = [] } = draft;
  const time = start && start !== "now" ? start : undefined;
  const isHeld = holds(held, time, now);
  const isFree = time !== undefined && !isHeld && !taken.includes(time);
  const wanted = user && pin && serviceId && isFree && !rhythm ? time : undefined;

  useEffect(() => {
    if (!wanted || !pin || !serviceId || asking.current === wanted) return;
    asking.current = wanted;
    void keeper.keep({ serviceId, startsAt: wanted, pin, quantity, providerId }).then((outcome) => {
      if (outcome.kind === "held") change({ held: outcome.held });
      if (outcome.kind === "taken") change({ held: undefined, taken: [...taken, wanted] });
      // A server that is away is asked again with the next look, not at once.
      const pause = outcome.kind === "unknown" ? 5000 : 0;
      setTimeout(() => {
        if (asking.current === wanted) asking.current = "";
      }, pause);
    });
  }, [wanted, pin, serviceId, quantity, providerId, taken, change]);

  return {
    /** Somebody else was faster. */
    isTaken: time !== undefined && taken.includes(time),
    /** Seconds for which it is kept, once they are few. */
    left: isHeld ? secondsLeft(held, now) : undefined,
    holdId: isHeld ? held.id : undefined,
  };
}

/** Gives the held time back when the order is left. */
export function useReleaseOnLeaving() {
  const [draft] = useDraft();
  const held = useRef(draft.held);
  held.current = draft.leadsTo ? undefined : draft.held;
  const leave = useCallback(() => {
    if (!held.current) return;
    keeper.release(held.current);
    changeDraft({ held: undefined });
  }, []);
  useEffect(() => leave, [leave]);
}
