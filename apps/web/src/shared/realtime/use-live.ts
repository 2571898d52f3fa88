import { useEffect, useRef, useSyncExternalStore } from "react";
import { type Event, isLive, listen, onLive, type Told } from "./socket";

/**
 * Calls `again` when the server says that something changed. Returns whether the line is open: then
 * screens ask by themselves only now and then.
 */
export function useLive(
  events: readonly Event[],
  room: string | undefined,
  again: (told?: Told) => void,
): boolean {
  const newest = useRef(again);
  newest.current = again;
  const wanted = events.join(" ");
  useEffect(() => listen(wanted.split(" ") as Event[], room, (told) => newest.current(told)), [wanted, room]);
  return useSyncExternalStore(onLive, isLive);
}
