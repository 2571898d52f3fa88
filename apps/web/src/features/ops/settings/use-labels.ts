import { useMemo } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { useNamed } from "../parts/names";
import type { Labels } from "./flatten";

/** The words of a form of settings, in the person's language. */
export function useLabels(): Labels {
  const named = useNamed();
  const { format } = useLanguage();
  return useMemo(
    () => ({
      field: (name) => named(`setfield.${name}`),
      unit: (name) => named(`unitname.${name}`),
      choice: (name) => named(`setchoice.${name}`),
      span: (seconds) => format.span(seconds),
    }),
    [named, format],
  );
}
