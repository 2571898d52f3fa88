import type { ThunkAction, UnknownAction } from "@reduxjs/toolkit";
import { useCallback } from "react";
import { useApiDispatch } from "@/shared/api/use-dispatch";

interface Endpoint<A, R> {
  initiate: (
    arg: A,
    options: { subscribe: false; forceRefetch: true },
  ) => ThunkAction<{ unwrap: () => Promise<R> }, unknown, unknown, UnknownAction>;
}

/** Pages of a list for a file: the same filters, as many rows at once as the server gives. */
export function useAll<A extends { cursor?: string; limit?: number }, R>(endpoint: Endpoint<A, R>, asked: A) {
  const dispatch = useApiDispatch();
  return useCallback(
    async (cursor: string | undefined): Promise<R> =>
      dispatch(
        endpoint.initiate({ ...asked, cursor, limit: 100 }, { subscribe: false, forceRefetch: true }),
      ).unwrap(),
    [dispatch, endpoint, asked],
  );
}
