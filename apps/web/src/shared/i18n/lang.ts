import { readStored, writeStored } from "@/shared/lib/stored";

export type Lang = "ar" | "en";
/** Latin digits (123) or Arabic-Indic ones (١٢٣); the latter in Arabic only. */
export type Digits = "latn" | "arab";

export interface Preferences {
  lang: Lang;
  digits: Digits;
}

const KEY = "osta.preferences";

/** `?lang=` decides, then what was chosen before, then the browser, then Arabic. */
function initial(): Preferences {
  const wish = new URLSearchParams(location.search).get("lang");
  const kept = readStored<{ lang?: Lang; digits?: Digits }>("local", KEY, {});
  const browser = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .find((tag) => tag === "ar" || tag === "en");
  const lang = isLang(wish) ? wish : (kept.lang ?? (browser === "en" ? "en" : "ar"));
  return { lang, digits: kept.digits === "arab" ? "arab" : "latn" };
}

function isLang(value: string | null): value is Lang {
  return value === "ar" || value === "en";
}

let preferences: Preferences = initial();

export const currentPreferences = (): Preferences => preferences;
export const currentLang = (): Lang => preferences.lang;

/** Remembers the choice and turns the page round. */
export function applyPreferences(next: Preferences) {
  preferences = next;
  writeStored("local", KEY, next);
  document.documentElement.lang = next.lang;
  document.documentElement.dir = next.lang === "ar" ? "rtl" : "ltr";
}
