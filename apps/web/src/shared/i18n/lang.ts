import { readCookie, writeCookie } from "@/shared/lib/cookie";
import { readStored, writeStored } from "@/shared/lib/stored";

export type Lang = "ar" | "en";
/** Latin digits (123) or Arabic-Indic ones (١٢٣); the latter in Arabic only. */
export type Digits = "latn" | "arab";

export interface Preferences {
  lang: Lang;
  digits: Digits;
}

const KEY = "osta.preferences";
/** Also told to the server, which sends a page that is drawn already in this language. */
const COOKIE = "lang";

/** `?lang=` decides, then what was chosen before, then the browser, then Arabic. The gateway goes by the same. */
function initial(): Preferences {
  const wish = new URLSearchParams(location.search).get("lang");
  const kept = readStored<{ lang?: Lang; digits?: Digits }>("local", KEY, {});
  const told = readCookie(COOKIE);
  const browser = navigator.languages
    .map((tag) => tag.slice(0, 2))
    .find((tag) => tag === "ar" || tag === "en");
  const chosen = kept.lang ?? (isLang(told) ? told : undefined);
  const lang = isLang(wish) ? wish : (chosen ?? (browser === "en" ? "en" : "ar"));
  return { lang, digits: kept.digits === "arab" ? "arab" : "latn" };
}

function isLang(value: string | null | undefined): value is Lang {
  return value === "ar" || value === "en";
}

/** The build draws pages where there is no browser. */
let preferences: Preferences = typeof document === "undefined" ? { lang: "ar", digits: "latn" } : initial();

export const currentPreferences = (): Preferences => preferences;
export const currentLang = (): Lang => preferences.lang;

/** What an installed app is called and offers, one file a language: the same app by its `id`. */
export const MANIFESTS: Record<Lang, string> = {
  ar: "/manifest.webmanifest",
  en: "/manifest.en.webmanifest",
};

/** Remembers the choice and turns the page round. */
export function applyPreferences(next: Preferences) {
  preferences = next;
  // Writing takes long: at most starts all is as it was left.
  const kept = readStored<Partial<Preferences>>("local", KEY, {});
  if (kept.lang !== next.lang || kept.digits !== next.digits) writeStored("local", KEY, next);
  if (readCookie(COOKIE) !== next.lang) writeCookie(COOKIE, next.lang);
  document.documentElement.lang = next.lang;
  document.documentElement.dir = next.lang === "ar" ? "rtl" : "ltr";
  const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  // Browsers read the file anew when it is written, also where nothing changes.
  if (manifest && manifest.getAttribute("href") !== MANIFESTS[next.lang])
    manifest.href = MANIFESTS[next.lang];
}

/** The language that somebody chose and the account does not know of yet. */
const WISH = "osta.wished-lang";
const wishers = new Set<() => void>();

export function wishedLang(): Lang | undefined {
  const { lang } = readStored<{ lang?: Lang }>("local", WISH, {});
  return isLang(lang) ? lang : undefined;
}

/** Remembers what was chosen until the account knows it (`shared/api/tell-lang`); nothing forgets. */
export function wishLang(lang: Lang | undefined) {
  writeStored("local", WISH, lang ? { lang } : null);
  if (lang) for (const listener of wishers) listener();
}

export function onWish(listener: () => void): () => void {
  wishers.add(listener);
  return () => void wishers.delete(listener);
}
