import { createApi } from "@reduxjs/toolkit/query/react";
import { request } from "./request";

/** The cache of server answers; the generated files add the endpoints of their surface to it. */
export const api = createApi({
  baseQuery: request,
  endpoints: () => ({}),
  refetchOnReconnect: true,
});
