import { useMemo } from "react";
import { useNamed } from "../parts/names";
import type { Labels } from "./flatten";

/** The words of a form of settings, in the person's language. */
export function useLabels(): Labels {
  const named = useNamed();
  return useMemo(
    () => ({
      field: (name) => named(`setfield.${name}`),
      unit: (name) => named(`unitname.${name}`),
      choice: (name) => named(`setchoice.${name}`),
    }),
    [named],
  );
}
