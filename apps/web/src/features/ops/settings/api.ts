import type { MatchingTrialOut } from "@/generated/ops";
import { api } from "@/shared/api/empty";
import { type Json, normalised, type Setting } from "./flatten";

interface SettingChange {
  value: Json;
  validFrom?: string | null;
  basedOn: number;
  reason: string;
}

/** All settings have one shape (`libs/httpkit/src/settings.rs`), whatever is in them. */
const settingsApi = api.injectEndpoints({
  endpoints: (build) => ({
    setting: build.query<Setting, string>({
      query: (key) => ({ url: `/api/v1/admin/settings/${key}` }),
      transformResponse: normalised,
    }),
    changeSetting: build.mutation<Setting, { key: string; change: SettingChange }>({
      query: ({ key, change }) => ({
        url: `/api/v1/admin/settings/${key}`,
        method: "PUT",
        body: change,
      }),
      transformResponse: normalised,
    }),
    // The generated `tryMatching` wants a value of a certain type; of two with one name the first stays.
    tryRules: build.mutation<MatchingTrialOut, { value: Json; reason?: string }>({
      query: (body) => ({
        url: "/api/v1/admin/settings/booking.matching/trials",
        method: "POST",
        body,
      }),
    }),
  }),
});

export const { useSettingQuery, useChangeSettingMutation, useTryRulesMutation } = settingsApi;
