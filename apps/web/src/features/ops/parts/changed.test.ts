import { expect, test } from "vitest";
import { changesIn } from "./changed";

const egp = (amount: number) => ({ amount, currency: "EGP" });
const lines = (subject: string, details: unknown) =>
  changesIn(subject, details).map(({ label, before, after }) => [label, before, after]);

test("a changed service: only what differs, by its name in the form, whatever the store calls it", () => {
  const service = {
    facts: {
      id: "s1",
      name: { ar: "حنفية", en: "Tap" },
      basePrice: egp(10_000),
      warrantyDays: 30,
      completion: { checklist: [], photosBefore: 0 },
    },
    category_name: { ar: "سباكة", en: "Plumbing" },
    emergency_surcharge: 2500,
    sold_by_platform: false,
    typical: [egp(100), egp(200)],
    category_sort: 1,
    version: 3,
  };
  const after = {
    ...service,
    facts: { ...service.facts, name: { ar: "حنفية", en: "Mixer" }, warrantyDays: 60 },
    emergency_surcharge: 3000,
    sold_by_platform: true,
    typical: null,
    category_sort: 2,
    version: 4,
  };
  expect(lines("service", { before: service, after })).toEqual([
    ["form.name_en", "Tap", "Mixer"],
    ["service.warranty_days", 30, 60],
    ["service.surcharge", 2500, 3000],
    ["service.sold_by_us", false, true],
    ["changed.typical", [egp(100), egp(200)], null],
  ]);
});

test("amounts, places and hours are each one thing", () => {
  const zone = {
    travelFeePerKm: egp(300),
    area: { type: "MultiPolygon", coordinates: [[[[31, 30]]]] },
    hub: { lat: 30, lng: 31 },
    openingHours: [{ weekday: 0, start_minute: 540, end_minute: 1020 }],
    isActive: true,
  };
  const after = {
    ...zone,
    travelFeePerKm: egp(350),
    area: { type: "MultiPolygon", coordinates: [[[[31, 31]]]] },
    openingHours: [],
    isActive: false,
  };
  expect(lines("zone", { before: zone, after }).map(([label]) => label)).toEqual([
    "zone.fee",
    "zone.boundary",
    "zone.hours",
    "zone.served",
  ]);
});

test("nothing filled in is nothing, however it is written", () => {
  const details = { before: { keywords: "", included: [], iconUrl: null }, after: { keywords: null } };
  expect(lines("service", details)).toEqual([]);
});

test("what was made is told as it is; what was not filled in is left out", () => {
  const promotion = { id: "p1", code: "EID", percentBp: 1000, amount: null, isActive: true, uses: 0 };
  expect(lines("promotion", { promotion })).toEqual([
    ["promo.code", undefined, "EID"],
    ["promo.percent", undefined, 1000],
    ["promo.counts", undefined, true],
  ]);
});

test("states go from one to the other; times are no states", () => {
  expect(lines("provider", { from: "under_review", to: "verified", decisionId: "d1" })).toEqual([
    ["tech.status", "under_review", "verified"],
  ]);
  expect(lines("booking", { from: "searching" })).toEqual([["board.stage", "searching", "closed"]]);
  const [from, to] = ["2026-03-01T08:00:00Z", "2026-03-02T08:00:00Z"];
  expect(lines("provider", { from, to, after: null })).toEqual([
    ["kpi.from", undefined, from],
    ["kpi.to", undefined, to],
  ]);
  expect(lines("conversation", { to: "o1" })).toEqual([["changed.handed_to", undefined, "o1"]]);
});

test("a surge, money that moved, papers", () => {
  expect(lines("zone", { beforeBp: 10_000, afterBp: 12_000, until: null })).toEqual([
    ["zone.multiplier", 10_000, 12_000],
  ]);
  expect(lines("wallet", { amount: egp(5000), source: "goodwill", entryId: "e1" })).toEqual([
    ["ledger.amount", undefined, egp(5000)],
    ["moves.source", undefined, "goodwill"],
  ]);
  expect(lines("provider", { documentId: "d1", kind: "selfie", side: "single" })).toEqual([
    ["tech.documents", undefined, "selfie"],
    ["changed.side", undefined, "single"],
  ]);
  expect(lines("delivery", { kind: "otp" })).toEqual([["delivery.news", undefined, "otp"]]);
});

test("what is no record of fields has none", () => {
  for (const nothing of [null, undefined, "x", 7, [], {}, { claim: "c1", version: 2 }])
    expect(lines("booking", nothing)).toEqual([]);
});
