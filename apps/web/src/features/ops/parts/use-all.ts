import { useCallback } from "react";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import type { Endpoint } from "@/shared/api/use-more";

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
