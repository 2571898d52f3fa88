import type { Format } from "@/shared/format/format";

/** What stands in the gaps of a text. `count` also chooses the plural form. */
export type Gaps = Record<string, string | number>;

/** Fills `{gaps}`; numbers are written in the person's digits. */
export function fill(text: string, gaps: Gaps, format: Format): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = gaps[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? format.number(value) : value;
  });
}
