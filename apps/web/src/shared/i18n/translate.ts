import type { Format } from "@/shared/format/format";
import { fill, type Gaps } from "./fill";
import { type Entry, entry, type Key } from "./words";

export type Translate = (key: Key, gaps?: Gaps) => string;

/** The form for a count: Arabic has six, English two. `other` stands in for what a text leaves out. */
export function choose(found: Entry, count: number | undefined, rules: Intl.PluralRules): string {
  if (typeof found === "string") return found;
  const form = count === undefined ? "other" : rules.select(count);
  return found[form] ?? found.other ?? "";
}

export function translator(format: Format): Translate {
  const rules = new Intl.PluralRules(format.lang === "ar" ? "ar-EG" : "en");
  return (key, gaps = {}) => {
    const found = entry(format.lang, key);
    if (found === undefined) return key;
    const count = typeof gaps.count === "number" ? gaps.count : undefined;
    return fill(choose(found, count, rules), gaps, format);
  };
}
