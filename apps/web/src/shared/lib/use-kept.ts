import { useCallback, useState } from "react";
import { readStored, writeStored } from "./stored";

const PREFIX = "osta.kept.";
/** Whose it is, once somebody is logged in. */
const OWNER = "osta.kept-of";

/**
 * What somebody is writing: it outlives a reload, a tab that the phone ended and a form that was
 * closed, until it is sent. Returns the fields, a way to change some, and one to forget them all.
 */
export function useKept<T extends object>(
  key: string,
  empty: T,
): [T, (change: Partial<T>) => void, () => void] {
  const [first] = useState(empty);
  const [value, setValue] = useState(() => readKept(key, first));
  const change = useCallback(
    (some: Partial<T>) =>
      setValue((now) => {
        const next = { ...now, ...some };
        writeKept(key, next);
        return next;
      }),
    [key],
  );
  const forget = useCallback(() => {
    writeKept(key, null);
    setValue(first);
  }, [key, first]);
  return [value, change, forget];
}

/** The same for a form that has its own idea of what it holds. */
export const readKept = <T extends object>(key: string, empty: T): T =>
  readStored("session", PREFIX + key, empty);

export const writeKept = (key: string, value: object | null) => writeStored("session", PREFIX + key, value);

/** Somebody is here: what another account was writing is not shown to this one. */
export function keepOnlyOf(owner: string) {
  const before = readStored<{ id?: string }>("session", OWNER, {}).id;
  if (before !== undefined && before !== owner) forgetKept();
  writeStored("session", OWNER, { id: owner });
}

/** What was being written, when somebody leaves. */
export function forgetKept() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Private windows forbid it: nothing was kept.
  }
  writeStored("session", OWNER, null);
}
