import type { Localized } from "@/generated/guest";
import { api } from "@/shared/api/empty";

/** A start time that at least one technician can really keep. */
export interface Slot {
  startsAt: string;
  localTime: string;
  technicians: "one" | "few" | "many";
  surgeBasisPoints: number | null;
}

export interface SlotDay {
  date: string;
  holiday: Localized | null;
  slots: Slot[];
}

interface Ask {
  serviceId: string;
  lat: number;
  lng: number;
  days: number;
  quantity?: number;
  providerId?: string;
}

const { useListTimesQuery } = api.injectEndpoints({
  endpoints: (build) => ({
    listTimes: build.query<{ days: SlotDay[] }, Ask>({
      query: (params) => ({ url: "/api/v1/slots", params: { ...params } }),
    }),
  }),
});

export { useListTimesQuery };
