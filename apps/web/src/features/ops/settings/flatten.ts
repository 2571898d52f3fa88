import type { FieldSpec, Values } from "../form/spec";
import { read, write } from "../form/spec";
import { toWhole } from "../parts/numbers";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Tree = { [name: string]: Json };

interface SettingVersion {
  version: number;
  value: Json;
  validFrom: string;
  madeBy: string;
  reason: string;
  createdAt: string;
}

export interface Setting {
  key: string;
  value: Json;
  /** The version in force; 0 is the configuration file's. */
  version: number;
  validFrom: string | null;
  /** The newest version, sent back with a change. */
  newest: number;
  default: Json;
  scheduled: SettingVersion | null;
  history: SettingVersion[];
}

const isTree = (value: Json | undefined): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isMoney = (value: Json | undefined): value is { amount: number; currency: "EGP" } =>
  isTree(value) && typeof value.amount === "number" && value.currency === "EGP";

/** What a fee may be of; a share has three numbers more. */
const FEES = ["nothing", "share", "call_out", "floor"] as const;
const PAYERS = ["provider", "platform"] as const;
const isFee = (value: Json | undefined): value is Tree =>
  isTree(value) && typeof value.kind === "string" && (FEES as readonly string[]).includes(value.kind);

/** Debt limits stood flat beside their version in earlier servers. */
export function normalised(found: unknown): Setting {
  const setting = found as Setting & { soft?: Json; hard?: Json };
  const flat = (one: unknown) => {
    const { soft, hard } = one as { soft?: Json; hard?: Json };
    return { soft: soft ?? null, hard: hard ?? null };
  };
  const value = setting.value ?? flat(setting);
  return {
    key: setting.key ?? "payments.debt_limits",
    value,
    version: setting.version,
    validFrom: setting.validFrom ?? null,
    newest: setting.newest,
    default: setting.default ?? value,
    scheduled: setting.scheduled ?? null,
    history: (setting.history ?? []).map((one) => ({ ...one, value: one.value ?? flat(one) })),
  };
}

/** Each single thing in a value with its path, as somebody would type it. */
export function toValues(value: Json, path = "value"): Values {
  if (isMoney(value)) return { [path]: write.money(value) };
  if (isFee(value)) {
    const share = value.kind === "share";
    const money = (name: string) => {
      const found = value[name];
      return share && isMoney(found) ? write.money(found) : "";
    };
    return {
      [`${path}.kind`]: String(value.kind),
      [`${path}.basisPoints`]:
        share && typeof value.basisPoints === "number" ? write.percent(value.basisPoints) : "",
      [`${path}.atLeast`]: money("atLeast"),
      [`${path}.atMost`]: money("atMost"),
    };
  }
  if (Array.isArray(value)) return { [path]: value.join(", ") };
  if (isTree(value)) {
    return Object.assign(
      {},
      ...Object.entries(value).map(([name, inner]) => toValues(inner, `${path}.${name}`)),
    );
  }
  if (typeof value === "boolean") return { [path]: write.flag(value) };
  if (typeof value === "number") return { [path]: isShare(path) ? write.percent(value) : String(value) };
  return { [path]: value ?? "" };
}

const last = (path: string) => path.slice(path.lastIndexOf(".") + 1);
const isShare = (path: string) => /Bp$|^basisPoints$/.test(last(path));

/** The value again, in the shape of `like`. */
export function fromValues(values: Values, like: Json, path = "value"): Json {
  const text = values[path];
  if (isMoney(like)) return read.mustMoney(text);
  if (isFee(like)) {
    const kind = values[`${path}.kind`] ?? "nothing";
    if (kind !== "share") return { kind };
    return {
      kind,
      basisPoints: read.percent(values[`${path}.basisPoints`]) ?? 0,
      atLeast: read.mustMoney(values[`${path}.atLeast`]),
      atMost: read.mustMoney(values[`${path}.atMost`]),
    };
  }
  if (Array.isArray(like)) {
    const parts = (text ?? "").split(/[,،\s]+/).filter((one) => one !== "");
    return parts.map((one) => toWhole(one) ?? one);
  }
  if (isTree(like)) {
    return Object.fromEntries(
      Object.entries(like).map(([name, inner]) => [name, fromValues(values, inner, `${path}.${name}`)]),
    );
  }
  if (typeof like === "boolean") return read.flag(text);
  if (typeof like === "number") return (isShare(path) ? read.percent(text) : read.whole(text)) ?? 0;
  return text ?? "";
}

/** The words that a form of settings needs. */
export interface Labels {
  field: (name: string) => string;
  unit: (name: "s" | "m" | "ms" | "min") => string;
  choice: (name: string) => string;
  /** So many seconds, in days, hours and minutes. */
  span: (seconds: number) => string;
}

/** Fields for what is in a value, with its unit told by its name. */
export function specsOf(value: Json, labels: Labels, path = "value"): FieldSpec[] {
  const name = last(path);
  const common = { name: path, label: labels.field(name), required: true };
  if (isMoney(value)) return [{ ...common, kind: "money" }];
  if (isFee(value)) {
    const share = (values: Values) => values[`${path}.kind`] === "share";
    const inner = (one: string) => ({
      name: `${path}.${one}`,
      label: labels.field(one),
      required: true,
      shown: share,
    });
    return [
      {
        kind: "choice",
        name: `${path}.kind`,
        label: labels.field("fee"),
        required: true,
        options: FEES.map((one): [string, string] => [one, labels.choice(one)]),
      },
      { ...inner("basisPoints"), kind: "percent" },
      { ...inner("atLeast"), kind: "money" },
      { ...inner("atMost"), kind: "money" },
    ];
  }
  if (Array.isArray(value)) return [{ ...common, kind: "text", ltr: true, required: false }];
  if (isTree(value))
    return Object.entries(value).flatMap(([one, inner]) => specsOf(inner, labels, `${path}.${one}`));
  if (typeof value === "boolean") return [{ ...common, kind: "flag", required: false }];
  if (typeof value === "number") {
    if (isShare(path)) return [{ ...common, kind: "percent" }];
    const found = /(Ms|PerMin|S|M|Min)$/.exec(name)?.[1];
    const units: Record<string, "s" | "m" | "ms" | "min"> = { S: "s", M: "m", Ms: "ms", Min: "min" };
    const unit = found ? units[found] : undefined;
    const second = unit === "s" ? 1 : unit === "ms" ? 1 / 1000 : undefined;
    const reads =
      second === undefined
        ? undefined
        : (count: number) => (count * second >= 60 ? labels.span(count * second) : undefined);
    return [{ ...common, kind: "whole", least: 0, unit: unit && labels.unit(unit), reads }];
  }
  if ((PAYERS as readonly string[]).includes(String(value))) {
    return [
      {
        ...common,
        kind: "choice",
        options: PAYERS.map((one): [string, string] => [one, labels.choice(one)]),
      },
    ];
  }
  return [{ ...common, kind: "text" }];
}

export interface Difference {
  /** The field, as the form shows it. */
  spec: FieldSpec;
  before: string;
  after: string;
}

/** What is not the same in two values. */
export function differences(before: Json, after: Json, labels: Labels): Difference[] {
  const [a, b] = [toValues(before), toValues(after)];
  const specs = new Map(
    [...specsOf(before, labels), ...specsOf(after, labels)].map((one) => [one.name, one]),
  );
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((path) => (a[path] ?? "") !== (b[path] ?? ""))
    .map((path) => ({
      spec: specs.get(path) ?? { kind: "text", name: path, label: labels.field(last(path)) },
      before: a[path] ?? "",
      after: b[path] ?? "",
    }));
}
