import { useCallback } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { wordFor } from "@/shared/i18n/words";

/** A code without its underscores: what is shown while a newer server says what this page has no word for. */
export const plainCode = (code: string): string => code.replaceAll("_", " ");

/** The word for a code of the server, asked for as `family.code`. */
export type Named = (key: string) => string;

export function useNamed(): Named {
  const { preferences } = useLanguage();
  const { lang } = preferences;
  return useCallback((key) => wordFor(lang, key) ?? plainCode(key.slice(key.indexOf(".") + 1)), [lang]);
}
