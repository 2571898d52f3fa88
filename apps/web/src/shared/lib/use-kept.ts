import { useCallback, useState } from "react";
import { readStored, writeStored } from "./stored";

const PREFIX = "osta.kept.";

/**
 * What somebody is writing: it outlives a reload, a tab that the phone ended and a form that was
 * closed, until it is sent. Returns the fields, a way to change some, and one to forget them all.
 */
export function useKept<T extends object>(
  key: string,
  empty: T,
): [T, (change: Partial<T>) => void, () => void] {
  const [first] = useState(empty);
  const [value, setValue] = useState(() => readStored("session", PREFIX + key, first));
  const change = useCallback(
    (some: Partial<T>) =>
      setValue((now) => {
        const next = { ...now, ...some };
        writeStored("session", PREFIX + key, next);
        return next;
      }),
    [key],
  );
  const forget = useCallback(() => {
    writeStored("session", PREFIX + key, null);
    setValue(first);
  }, [key, first]);
  return [value, change, forget];
}

/** What one account was writing is not shown to the next. */
export function forgetKept() {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  } catch {
    // Private windows forbid it: nothing was kept.
  }
}
