import coreAr from "@locales/ar/core.json";
import type account from "@locales/en/account.json";
import type care from "@locales/en/care.json";
import coreEn from "@locales/en/core.json";
import type desk from "@locales/en/desk.json";
import type mine from "@locales/en/mine.json";
import type ops from "@locales/en/ops.json";
import type opsCodes from "@locales/en/ops_codes.json";
import type opsDesk from "@locales/en/ops_desk.json";
import type opsForms from "@locales/en/ops_forms.json";
import type opsPartners from "@locales/en/ops_partners.json";
import type order from "@locales/en/order.json";
import type talk from "@locales/en/talk.json";
import type visit from "@locales/en/visit.json";
import type { Lang } from "./lang";

type All = typeof coreEn &
  typeof order &
  typeof visit &
  typeof talk &
  typeof care &
  typeof account &
  typeof mine &
  typeof desk &
  typeof ops &
  typeof opsCodes &
  typeof opsDesk &
  typeof opsForms &
  typeof opsPartners;
/** A text of the product. A key that no file has does not compile. */
export type Key = keyof All;
/** The files of texts; each is loaded with the screens that need it. */
export type Part = CustomerPart | "desk" | OpsPart;
type CustomerPart = "order" | "visit" | "talk" | "care" | "account" | "mine";
type OpsPart = "ops" | "ops_codes" | "ops_desk" | "ops_forms" | "ops_partners";
/** One text, or one for each plural form that the language has. */
export type Entry = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Dictionary = Record<string, Entry>;

const files = import.meta.glob<Dictionary>(["/locales/*/*.json", "!**/core.json"], { import: "default" });
/** What every screen needs is there from the start, in both languages: no further way to the server. */
const dictionaries: Record<Lang, Dictionary> = { ar: { ...coreAr }, en: { ...coreEn } };
const loaded = new Set<string>();
const wanted = new Set<Part>();

/** Loads texts unless they are there. */
export async function loadWords(lang: Lang, parts: Iterable<Part> = wanted): Promise<void> {
  await Promise.all(
    Array.from(parts, async (part) => {
      wanted.add(part);
      const path = `/locales/${lang}/${part}.json`;
      const file = files[path];
      if (loaded.has(path) || !file) return;
      Object.assign(dictionaries[lang], await file());
      loaded.add(path);
    }),
  );
}

export function entry(lang: Lang, key: Key): Entry | undefined {
  return dictionaries[lang][key];
}

/** A text whose key is made of a code of the server; nothing when there is none. */
export function wordFor(lang: Lang, key: string): string | undefined {
  const found = dictionaries[lang][key];
  return typeof found === "string" ? found : undefined;
}
