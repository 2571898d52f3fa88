import { type LatLng, type SavedAddressOut, useGetAddressQuery } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { useDraft } from "./draft";

interface Pin {
  pin?: LatLng;
  /** The saved address that was chosen. */
  saved?: SavedAddressOut;
  /** Why a saved address could not be had. */
  error?: unknown;
  /** The saved address was deleted since it was chosen. */
  isGone: boolean;
  retry: () => void;
}

/** Where the work of the order is: a saved address, or the one that was typed in. */
export function usePin(): Pin {
  const [draft] = useDraft();
  const skip = !draft.addressId;
  const found = useGetAddressQuery(
    { id: draft.addressId ?? "" },
    { skip, refetchOnMountOrArgChange: true, refetchOnFocus: true },
  );
  const retry = () => void (skip || found.refetch());
  if (skip) return { pin: draft.place?.pin, isGone: false, retry };
  const { currentData, error } = found;
  const isGone = asProblem(error)?.status === 404;
  const saved = isGone ? undefined : currentData;
  return { pin: saved?.pin, saved, error, isGone, retry };
}
