import { useEffect, useMemo } from "react";
import { onSession } from "@/shared/api/session";
import { useUser } from "@/shared/api/use-session";
import { readStored, writeStored } from "@/shared/lib/stored";

const START = "osta.desk.";
/** As many jobs as a day has; older ones make room. */
const MOST = 24;

/**
 * What the server said last, for when there is no network: the newest answer, else the one that an
 * earlier visit of the same account left. Forgotten when somebody logs out.
 */
export function useKept<T extends object>(name: string, fresh: T | undefined): T | undefined {
  const account = useUser()?.id ?? "";
  const key = `${START}${account}.${name}`;
  const before = useMemo(() => readStored<{ said?: T }>("local", key, {}).said, [key]);
  useEffect(() => {
    if (fresh && account) {
      makeRoom(key);
      writeStored("local", key, { at: Date.now(), said: fresh });
    }
  }, [key, account, fresh]);
  return fresh ?? before;
}

/** What the server said since, of something that is kept. */
export function amendKept<T extends object>(account: string, name: string, change: Partial<T>) {
  const key = `${START}${account}.${name}`;
  const { said } = readStored<{ said?: T }>("local", key, {});
  if (said) writeStored("local", key, { at: Date.now(), said: { ...said, ...change } });
}

function keys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(START));
  } catch {
    // Private windows forbid it: nothing was kept.
    return [];
  }
}

function makeRoom(key: string) {
  const others = keys().filter((one) => one !== key);
  if (others.length < MOST) return;
  const aged = others.map((one) => ({ one, at: readStored<{ at?: number }>("local", one, {}).at ?? 0 }));
  aged.sort((a, b) => a.at - b.at);
  for (const { one } of aged.slice(0, others.length - MOST + 1)) writeStored("local", one, null);
}

onSession((session) => {
  if (session.state === "guest") for (const key of keys()) writeStored("local", key, null);
});
