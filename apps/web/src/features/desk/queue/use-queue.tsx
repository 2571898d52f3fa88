import type { ThunkDispatch, UnknownAction } from "@reduxjs/toolkit";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useDispatch } from "react-redux";
import { type BookingOut, visitApi } from "@/generated/visit";
import { useUser } from "@/shared/api/use-session";
import { alone } from "@/shared/lib/alone";
import { today } from "@/shared/lib/clock";
import { newId } from "@/shared/lib/id";
import { useNotices } from "@/shared/ui/notices";
import { amendKept } from "../kept";
import { type Action, type Entry, Queue } from "./queue";
import { type Learn, sendEntry, type Whereabouts } from "./send";
import { openStore } from "./store";

type ApiState = ReturnType<Parameters<ReturnType<typeof visitApi.util.updateQueryData>>[1]>;

const LOCK = "osta-desk-queue";
/** How long to wait before each further try while something waits; then every half minute. */
const RETRIES_MS = [3000, 8000, 15_000, 30_000];

interface QueueState {
  entries: Entry[];
  /** Keeps a tap, sends it if it can, and says what became of it. */
  perform: (job: string, action: Action) => Promise<"done" | "waiting" | "refused">;
  again: (id: string, action?: Action) => Promise<void>;
  drop: (id: string) => Promise<void>;
  /** Counts what was taken by the server: screens ask anew when it grows. */
  sent: number;
}

const Context = createContext<QueueState | null>(null);
const store = openStore();

/** Everything tapped in jobs passes here, with a network or without one. */
export function QueueProvider({ whereabouts, children }: { whereabouts: Whereabouts; children: ReactNode }) {
  const account = useUser()?.id ?? "";
  const { refuse } = useNotices();
  const [entries, setEntries] = useState<Entry[]>([]);
  const [sent, setSent] = useState(0);
  const where = useRef(whereabouts);
  where.current = whereabouts;
  const channel = useMemo(
    () => (typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(LOCK)),
    [],
  );
  const dispatch = useDispatch<ThunkDispatch<ApiState, unknown, UnknownAction>>();
  const learn = useCallback<Learn>(
    ({ id, stage, status }) => {
      // Before the tap is forgotten: the screen must not fall back when asking anew does not succeed.
      dispatch(
        visitApi.util.updateQueryData(
          "getBooking",
          { id },
          (job) => void Object.assign(job, { stage, status }),
        ),
      );
      amendKept<BookingOut>(account, `job.${id}`, { stage, status });
    },
    [dispatch, account],
  );
  const queue = useMemo(
    () =>
      new Queue({
        account,
        store,
        alone: (work) => alone(LOCK, work),
        newId,
        now: today,
        send: async (entry) => {
          const outcome = await sendEntry(entry, () => where.current(), learn);
          if (outcome.state === "done") setSent((count) => count + 1);
          return outcome;
        },
        changed: (now) => {
          setEntries(now);
          channel?.postMessage("changed");
        },
      }),
    [account, channel, learn],
  );

  useEffect(() => {
    const look = () => void queue.entries().then(setEntries);
    look();
    channel?.addEventListener("message", look);
    return () => channel?.removeEventListener("message", look);
  }, [queue, channel]);

  const waits = entries.some((one) => !one.refused);
  useEffect(() => {
    if (!waits) return;
    let [tries, stopped] = [0, false];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = async () => {
      clearTimeout(timer);
      const through = navigator.onLine && (await queue.drain().catch(() => false));
      if (stopped || through) return;
      timer = setTimeout(() => void attempt(), RETRIES_MS[Math.min(tries++, RETRIES_MS.length - 1)]);
    };
    const now = () => {
      tries = 0;
      void attempt();
    };
    void attempt();
    addEventListener("online", now);
    document.addEventListener("visibilitychange", now);
    return () => {
      stopped = true;
      clearTimeout(timer);
      removeEventListener("online", now);
      document.removeEventListener("visibilitychange", now);
    };
  }, [queue, waits]);

  const perform = useCallback<QueueState["perform"]>(
    async (job, action) => {
      const { id } = await queue.add(job, action);
      if (navigator.onLine) await queue.drain();
      const all = await queue.entries();
      const left = all.find((one) => one.id === id);
      if (!left) return "done";
      if (!left.refused) return "waiting";
      // Whoever still looks at it is told why; nothing stands behind it yet.
      refuse(left.refused);
      await queue.drop(id);
      void queue.drain();
      return "refused";
    },
    [queue, refuse],
  );
  const state = useMemo<QueueState>(
    () => ({
      entries,
      sent,
      perform,
      again: (id, action) => queue.again(id, action),
      drop: async (id) => {
        await queue.drop(id);
        await queue.drain();
      },
    }),
    [entries, sent, perform, queue],
  );
  return <Context value={state}>{children}</Context>;
}

export function useQueue(): QueueState {
  const queue = useContext(Context);
  if (!queue) throw new Error("useQueue needs a QueueProvider");
  return queue;
}

/** What of one job still waits, in order. */
export function useWaiting(job: string): Entry[] {
  const { entries } = useQueue();
  return useMemo(() => entries.filter((one) => one.job === job), [entries, job]);
}
