import type { ThunkAction, UnknownAction } from "@reduxjs/toolkit";
import { useState } from "react";
import { useApiDispatch } from "./use-dispatch";

/** What a generated endpoint offers to those who ask once and do not watch. */
export interface Endpoint<A, R> {
  initiate: (
    arg: A,
    options: { subscribe: false; forceRefetch: true },
  ) => ThunkAction<{ unwrap: () => Promise<R> }, unknown, unknown, UnknownAction>;
}

interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

export interface Growing<T> {
  /** Everything that came so far, none twice. */
  items: T[];
  /** Asks for the next page; missing at the end. */
  more?: () => void;
  busy: boolean;
  /** Why the next page did not come. */
  error: unknown;
}

/**
 * A list that grows at its end: its first page, which the screen keeps fresh, and those asked for
 * after it. What a fresh first page pushes out stays where it was.
 */
export function useMore<T, A extends { cursor?: string }>(
  endpoint: Endpoint<A, Page<T>>,
  asked: A,
  first: Page<T> | undefined,
  keyOf: (one: T) => string,
): Growing<T> {
  const dispatch = useApiDispatch();
  const [rest, setRest] = useState<Page<T>>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const fresh = first?.items ?? [];
  const known = new Set(fresh.map(keyOf));
  const items = [...fresh, ...(rest?.items.filter((one) => !known.has(keyOf(one))) ?? [])];
  const cursor = (rest ?? first)?.nextCursor;
  const ask = async (after: string) => {
    setBusy(true);
    setError(undefined);
    try {
      const page = await dispatch(
        endpoint.initiate({ ...asked, cursor: after }, { subscribe: false, forceRefetch: true }),
      ).unwrap();
      setRest({ items: [...items, ...page.items], nextCursor: page.nextCursor });
    } catch (wrong) {
      setError(wrong);
    } finally {
      setBusy(false);
    }
  };
  return { items, more: cursor ? () => void ask(cursor) : undefined, busy, error };
}
