import { type LatLng, useListAddressesQuery } from "@/generated/guest";
import { useDraft } from "./draft";

/** Where the work of the order is: a saved address, or the one that was typed in. */
export function usePin(): { pin?: LatLng; error?: unknown } {
  const [draft] = useDraft();
  const addresses = useListAddressesQuery({ limit: 10 }, { skip: !draft.addressId });
  if (!draft.addressId) return { pin: draft.place?.pin };
  return {
    pin: addresses.data?.items.find((one) => one.id === draft.addressId)?.pin,
    error: addresses.error,
  };
}
