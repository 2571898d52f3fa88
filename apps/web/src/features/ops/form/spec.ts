import type { FieldProblem } from "@/shared/api/problem";
import type { Key } from "@/shared/i18n/words";
import { cairoInstant } from "@/shared/order/windows";
import { bpToPercent, percentToBp, piastresToPounds, poundsToPiastres, toWhole } from "../parts/numbers";

/** What a form asks for, as people type it. */
export type FieldSpec = {
  name: string;
  label: string;
  required?: boolean;
  hint?: string;
  /** Whether it is asked for at all, by what stands in the other fields. */
  shown?: (values: Values) => boolean;
  /** What is wrong with it beside the other fields. */
  check?: (values: Values) => Key | undefined;
} & (
  | { kind: "text"; ltr?: boolean; multiline?: boolean; longest?: number }
  | { kind: "money" }
  | { kind: "percent" }
  | {
      kind: "whole";
      least?: number;
      most?: number;
      unit?: string;
      /** The same in other words, below the field. */
      reads?: (value: number) => string | undefined;
    }
  | { kind: "choice"; options: [string, string][] }
  | { kind: "person"; who: "technician" | "customer" }
  | { kind: "flag" }
  | { kind: "moment" }
  | { kind: "day" }
);

/** A part of a form under its own heading. */
export interface FieldGroup {
  title: string;
  fields: FieldSpec[];
}

/** What stands in the fields; switches are `yes` or empty. */
export type Values = Record<string, string>;
/** What is wrong, by field: a key of a text, or the server's own words. */
export type Wrong = Record<string, string>;

/** What is wrong with a value before the server is asked; nothing when nothing is. */
function wrongWith(spec: FieldSpec, value: string): Key | undefined {
  if (value.trim() === "") return spec.required ? "form.required" : undefined;
  switch (spec.kind) {
    case "money":
      return poundsToPiastres(value) === undefined ? "form.bad_money" : undefined;
    case "percent":
      return percentToBp(value) === undefined ? "form.bad_percent" : undefined;
    case "whole": {
      const found = toWhole(value);
      if (found === undefined) return "form.bad_whole";
      if (spec.least !== undefined && found < spec.least) return "form.too_low";
      return spec.most !== undefined && found > spec.most ? "form.too_high" : undefined;
    }
    default:
      return undefined;
  }
}

export function checkAll(groups: FieldGroup[], values: Values): Record<string, Key> {
  const wrong: Record<string, Key> = {};
  for (const spec of groups.flatMap(({ fields }) => fields)) {
    if (spec.shown && !spec.shown(values)) continue;
    const found = wrongWith(spec, values[spec.name] ?? "") ?? spec.check?.(values);
    if (found) wrong[spec.name] = found;
  }
  return wrong;
}

/**
 * The server's complaints at the fields they are about: `basePrice.amount` belongs to `basePrice`,
 * `openingHours[2].end` to `openingHours`. What belongs to no field is told above the form.
 */
export function place(problems: FieldProblem[], names: string[]): { fields: Wrong; rest: string[] } {
  const fields: Wrong = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const name = names
      .filter((one) => field === one || field.startsWith(`${one}.`) || field.startsWith(`${one}[`))
      .sort((a, b) => b.length - a.length)[0];
    if (name) fields[name] = fields[name] ? `${fields[name]} ${message}` : message;
    else rest.push(message);
  }
  return { fields, rest };
}

/** What a field of many lines holds: one item a line. */
const linesOf = (value: string | undefined): string[] =>
  (value ?? "").split("\n").flatMap((line) => line.trim() || []);

/** A list that is written line by line in two fields, `name` in Arabic and `name.en`, has the same lines in both. */
export const sameLines =
  (name: string) =>
  (values: Values): Key | undefined =>
    linesOf(values[name]).length === linesOf(values[`${name}.en`]).length ? undefined : "form.other_lines";

/** Reads checked values the way the API wants them. */
export const read = {
  text: (value: string | undefined) => value?.trim() || null,
  must: (value: string | undefined) => value?.trim() ?? "",
  money: (value: string | undefined) => {
    const amount = poundsToPiastres(value ?? "");
    return amount === undefined ? null : ({ amount, currency: "EGP" } as const);
  },
  mustMoney: (value: string | undefined) =>
    ({ amount: poundsToPiastres(value ?? "") ?? 0, currency: "EGP" }) as const,
  percent: (value: string | undefined) => percentToBp(value ?? "") ?? null,
  whole: (value: string | undefined) => toWhole(value ?? "") ?? null,
  flag: (value: string | undefined) => value === "yes",
  words: (values: Values, name: string) => ({
    ar: values[`${name}.ar`]?.trim() ?? "",
    en: values[`${name}.en`]?.trim() ?? "",
  }),
  /** A list that is written line by line, as {@link sameLines} checked it. */
  list: (values: Values, name: string) => {
    const english = linesOf(values[`${name}.en`]);
    return linesOf(values[name]).map((ar, n) => ({ ar, en: english[n] ?? "" }));
  },
  /** Both languages, or nothing when there is neither. */
  maybeWords: (values: Values, name: string) => {
    const found = read.words(values, name);
    return found.ar || found.en ? found : null;
  },
  moment: (value: string | undefined) => (value ? cairoInstant(value.slice(0, 16)).toISOString() : null),
};

/** The other way round: what the API says as somebody would type it. */
export const write = {
  money: (money: { amount: number } | null | undefined) => (money ? piastresToPounds(money.amount) : ""),
  percent: (bp: number | null | undefined) => (bp == null ? "" : bpToPercent(bp)),
  whole: (value: number | null | undefined) => (value == null ? "" : String(value)),
  flag: (value: boolean) => (value ? "yes" : ""),
  list: (items: { ar: string; en: string }[] | undefined, name: string): Values => ({
    [name]: (items ?? []).map(({ ar }) => ar).join("\n"),
    [`${name}.en`]: (items ?? []).map(({ en }) => en).join("\n"),
  }),
  /** An instant as the wall time in Cairo. */
  moment: (at: string | null | undefined) => {
    if (!at) return "";
    const parts = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "Africa/Cairo",
      dateStyle: "short",
      timeStyle: "short",
    }).format(new Date(at));
    return parts.replace(" ", "T");
  },
};

/** The fields that two people changed differently. */
export function differing(mine: Values, theirs: Values): string[] {
  return Object.keys({ ...mine, ...theirs }).filter((name) => (mine[name] ?? "") !== (theirs[name] ?? ""));
}
