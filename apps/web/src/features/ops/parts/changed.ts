import type { Key } from "@/shared/i18n/words";
import type { Json } from "../settings/flatten";

type Tree = { [name: string]: Json };
/** What is written without words that there already are: how a value reads. */
type Reads = "percent" | "minutes" | "metres" | "days" | "technician" | "staff" | "week" | "unshown";

/** A field of what was written down: its name, and how its value reads. */
export interface Known {
  label: Key;
  as?: Reads;
  /** The key of the text for a code. */
  words?: (code: string) => string;
}

/** One thing that is not as it was, or that is told. */
export interface Change extends Known {
  path: string;
  /** Absent where only what is now was written down. */
  before?: Json;
  after: Json;
}

const isTree = (value: Json | undefined): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const has = (value: Json, ...names: string[]): boolean =>
  isTree(value) && Object.keys(value).length === names.length && names.every((name) => name in value);
export const isMoney = (value: Json): value is { amount: number; currency: string } =>
  has(value, "amount", "currency");
export const isWords = (value: Json): value is { ar: string; en: string } => has(value, "ar", "en");
/** What is one thing though it has parts. */
const isWhole = (value: Json): boolean =>
  !isTree(value) || isMoney(value) || has(value, "lat", "lng") || has(value, "type", "coordinates");

/** The catalog keeps what it stores under the names of its own language. */
const camel = (name: string) => name.replace(/_([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

/** Fields by name, or by the last two names where one says too little. */
const KNOWN: Record<string, Known> = {
  "name.ar": { label: "form.name_ar" },
  "name.en": { label: "form.name_en" },
  nameAr: { label: "form.name_ar" },
  nameEn: { label: "form.name_en" },
  "description.ar": { label: "form.text_ar" },
  "description.en": { label: "form.text_en" },
  "categoryName.ar": { label: "changed.category_ar" },
  "categoryName.en": { label: "changed.category_en" },
  "unit.ar": { label: "service.unit_ar" },
  "unit.en": { label: "service.unit_en" },
  code: { label: "service.code" },
  keywords: { label: "service.keywords" },
  iconUrl: { label: "category.icon" },
  sortOrder: { label: "form.order" },
  isActive: { label: "service.offered" },
  ownActive: { label: "service.offered" },
  commission: { label: "category.commission", as: "percent" },
  commissionBp: { label: "category.commission", as: "percent" },
  pricing: { label: "service.pricing", words: (code) => `pricing.${code}` },
  priceUnit: { label: "service.unit_kind", words: (code) => `unit.${code}` },
  basePrice: { label: "offer_service.price" },
  durationMinutes: { label: "service.duration", as: "minutes" },
  estimatedDuration: { label: "service.duration", as: "minutes" },
  emergencyOffered: { label: "service.is_emergency" },
  isEmergencyService: { label: "service.is_emergency" },
  emergencySurcharge: { label: "service.surcharge", as: "percent" },
  emergencySurchargeBp: { label: "service.surcharge", as: "percent" },
  warrantyDays: { label: "service.warranty_days", as: "days" },
  needsCertificate: { label: "service.certificate" },
  partsCap: { label: "service.parts_cap" },
  typical: { label: "changed.typical" },
  "typicalPrice.min": { label: "service.typical_min" },
  "typicalPrice.max": { label: "service.typical_max" },
  maxQuantity: { label: "service.most" },
  soldByPlatform: { label: "service.sold_by_us" },
  included: { label: "changed.included" },
  notIncluded: { label: "changed.not_included" },
  checklist: { label: "changed.checklist" },
  completionChecklist: { label: "changed.checklist" },
  photosBefore: { label: "service.photos_before" },
  minPhotosBefore: { label: "service.photos_before" },
  photosAfter: { label: "service.photos_after" },
  minPhotosAfter: { label: "service.photos_after" },
  governorate: { label: "zone.governorate" },
  area: { label: "zone.boundary", as: "unshown" },
  hub: { label: "zone.hub", as: "unshown" },
  openingHours: { label: "zone.hours", as: "week" },
  freeDistanceM: { label: "zone.free", as: "metres" },
  travelFeePerKm: { label: "zone.fee" },
  surgeBp: { label: "zone.multiplier", as: "percent" },
  surgeMinBp: { label: "zone.surge_min", as: "percent" },
  surgeMaxBp: { label: "zone.surge_max", as: "percent" },
  surgeUntil: { label: "zone.until" },
  until: { label: "zone.until" },
  percentBp: { label: "promo.percent", as: "percent" },
  amount: { label: "ledger.amount" },
  maxDiscount: { label: "promo.max_discount" },
  minTotal: { label: "promo.min_total" },
  budget: { label: "promo.budget" },
  maxUses: { label: "promo.max_uses" },
  maxUsesPerCustomer: { label: "promo.per_customer" },
  validFrom: { label: "setting.from" },
  validUntil: { label: "promo.until" },
  closes: { label: "holiday.closes" },
  confirmed: { label: "changed.confirmed" },
  outcome: { label: "staff_dispute.outcome", words: (code) => `ending.${code}` },
  refund: { label: "changed.refund" },
  atFault: { label: "changed.at_fault" },
  provider: { label: "board.technician", as: "technician" },
  role: { label: "user.role", words: (code) => `role.${code}` },
  sessionsEnded: { label: "changed.sessions_ended" },
  deletionCancelled: { label: "changed.deletion_cancelled" },
  source: { label: "moves.source", words: (code) => `source.${code}` },
  till: { label: "moves.till", words: (code) => `till.${code}` },
  template: { label: "ledger.what", words: (code) => `tpl.${code}` },
  channel: { label: "delivery.channel", words: (code) => `staff_channel.${code}` },
  was: { label: "changed.was", words: (code) => `delivery_state.${code}` },
  side: { label: "changed.side", words: (code) => `doc_side.${code}` },
  scopes: { label: "changed.scopes", words: (code) => `scope.${code}` },
  endsAt: { label: "key.ends" },
  enabled: { label: "hook.enabled" },
  rounds: { label: "changed.rounds" },
  changed: { label: "changed.differ" },
  from: { label: "kpi.from" },
  to: { label: "kpi.to" },
};

/** Names that mean something else on some things. */
const KNOWN_OF: Record<string, Record<string, Known>> = {
  zone: { isActive: { label: "zone.served" } },
  promotion: {
    isActive: { label: "promo.counts" },
    code: { label: "promo.code" },
    validFrom: { label: "promo.from" },
    amount: { label: "promo.amount" },
  },
  provider: { kind: { label: "tech.documents", words: (code) => `doc_kind.${code}` } },
  delivery: { kind: { label: "delivery.news", words: (code) => `news.${code}` } },
  partner: { kind: { label: "partner.kind", words: (code) => `partner_kind.${code}` } },
  conversation: { to: { label: "changed.handed_to", as: "staff" } },
};

/** A state that changed, on things that have one. */
const STATE_OF: Record<string, Known> = {
  provider: { label: "tech.status", words: (code) => `verification.${code}` },
  rating: { label: "tech.status", words: (code) => `rating_state.${code}` },
  booking: { label: "board.stage", words: (code) => `opstage.${code}` },
};

/** Where something ends that an action ends, when only where it was is written down. */
const ENDS_IN: Record<string, string> = { booking: "closed" };

function known(subject: string, path: string): Known | undefined {
  const names = path.split(".").map(camel);
  const last = names.at(-1) ?? "";
  const found = (key: string) => KNOWN_OF[subject]?.[key] ?? KNOWN[key];
  return found(names.slice(-2).join(".")) ?? found(last);
}

/** Each single thing in a value with its path. */
function leaves(value: Json | undefined, path = ""): [string, Json][] {
  if (value === undefined) return [];
  if (isWhole(value)) return [[path, value]];
  return Object.entries(value as Tree).flatMap(([name, inner]) =>
    leaves(inner, path === "" ? name : `${path}.${name}`),
  );
}

const isTime = (value: Json): boolean => typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value);
const isNothing = (value: Json | undefined) =>
  value == null || value === "" || (Array.isArray(value) && value.length === 0);
const same = (a: Json | undefined, b: Json | undefined) =>
  (isNothing(a) && isNothing(b)) || JSON.stringify(a) === JSON.stringify(b);

/** What is told of how something is, without what was not filled in. */
const facts = (subject: string, value: Tree): Change[] =>
  leaves(value).flatMap(([path, after]) => {
    const field = isNothing(after) ? undefined : known(subject, path);
    return field ? [{ ...field, path, after }] : [];
  });

/**
 * What an action changed, as far as there are words for it: from what it was to what it is, where both were
 * written down. Ids, counters and what has no name stay in the record itself.
 */
export function changesIn(subject: string, details: unknown): Change[] {
  if (!isTree(details as Json)) return [];
  const { before, after, value, from, to, beforeBp, afterBp, ...rest } = details as Tree;
  const found: Change[] = [];
  const now = after ?? value;
  if (isTree(before) && isTree(now)) {
    const [old, fresh] = [new Map(leaves(before)), new Map(leaves(now))];
    for (const path of new Set([...old.keys(), ...fresh.keys()])) {
      const field = known(subject, path);
      const [was, is] = [old.get(path) ?? null, fresh.get(path) ?? null];
      if (field && !same(was, is)) found.push({ ...field, path, before: was, after: is });
    }
  } else if (isTree(now)) found.push(...facts(subject, now));
  if (typeof afterBp === "number") {
    const field: Known = { label: "zone.multiplier", as: "percent" };
    found.push({ ...field, path: "surge", before: beforeBp ?? null, after: afterBp });
  }
  const state = STATE_OF[subject];
  if (state && typeof from === "string" && !isTime(from)) {
    found.push({ ...state, path: "state", before: from, after: to ?? ENDS_IN[subject] ?? null });
  } else {
    const ends = Object.entries({ from, to }).filter((end): end is [string, Json] => end[1] !== undefined);
    found.push(...facts(subject, Object.fromEntries(ends)));
  }
  return [...found, ...facts(subject, rest)];
}
