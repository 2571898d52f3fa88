import { expect, test } from "vitest";
import { differences, fromValues, type Json, normalised, specsOf, toValues } from "./flatten";

const egp = (amount: number) => ({ amount, currency: "EGP" as const });
const row = (fee: Json): Json => ({
  fee,
  providerShareBp: 10_000,
  counts: true,
  compensation: egp(0),
  compensationBy: "provider",
});
const cancellation: Json = {
  freeAfterConfirmationS: 300,
  callOutFee: egp(10_000),
  matrix: {
    late_cancellation: row({ kind: "share", basisPoints: 1000, atLeast: egp(2500), atMost: egp(10_000) }),
    after_departure: row({ kind: "call_out" }),
  },
};

test("a value survives being shown and read again", () => {
  expect(fromValues(toValues(cancellation), cancellation)).toEqual(cancellation);
  const matching: Json = { radiiM: [3000, 5000], broadcastZones: [], weights: { refusalS: 240 } };
  expect(fromValues(toValues(matching), matching)).toEqual(matching);
  const zones: Json = { broadcastZones: ["94f08ede-9cbc-8114-b917-3974dceb5c4f"] };
  expect(fromValues(toValues(zones), zones)).toEqual(zones);
});

test("the kind of a fee decides what belongs to it", () => {
  const values = toValues(cancellation);
  values["value.matrix.late_cancellation.fee.kind"] = "nothing";
  values["value.matrix.after_departure.fee.kind"] = "share";
  values["value.matrix.after_departure.fee.basisPoints"] = "12.5";
  values["value.matrix.after_departure.fee.atLeast"] = "20";
  values["value.matrix.after_departure.fee.atMost"] = "90.50";
  const made = fromValues(values, cancellation);
  expect(made).toMatchObject({
    matrix: {
      late_cancellation: { fee: { kind: "nothing" } },
      after_departure: {
        fee: { kind: "share", basisPoints: 1250, atLeast: egp(2000), atMost: egp(9050) },
      },
    },
  });
});

const labels = {
  field: (name: string) => name,
  unit: (name: string) => name,
  choice: (name: string) => name,
  span: (seconds: number) => `${seconds} s`,
};

test("fields know their unit by their name", () => {
  const specs = specsOf(
    { stallAfterS: 600, hardlyLeftM: 500, tieMs: 5, codeTries: 5, callOutFee: egp(1) },
    labels,
  );
  expect(specs.map((one) => [one.kind, one.kind === "whole" ? one.unit : ""])).toEqual([
    ["whole", "s"],
    ["whole", "m"],
    ["whole", "ms"],
    ["whole", undefined],
    ["money", ""],
  ]);
  const reads = specs.map((one) => (one.kind === "whole" ? one.reads?.(86_400) : undefined));
  expect(reads, "long times are said in other words, too").toEqual([
    "86400 s",
    undefined,
    "86.4 s",
    undefined,
    undefined,
  ]);
});

test("only what changed is a difference", () => {
  const after = structuredClone(cancellation) as { callOutFee: Json };
  after.callOutFee = egp(12_000);
  expect(differences(cancellation, after as unknown as Json, labels)).toEqual([
    {
      spec: expect.objectContaining({ name: "value.callOutFee", kind: "money" }),
      before: "100",
      after: "120",
    },
  ]);
});

test("debt limits of an earlier server have the same shape", () => {
  const found = normalised({
    soft: egp(50_000),
    hard: egp(100_000),
    version: 0,
    newest: 0,
    history: [
      { version: 1, soft: egp(1), hard: egp(2), validFrom: "", madeBy: "", reason: "", createdAt: "" },
    ],
  });
  expect(found.value).toEqual({ soft: egp(50_000), hard: egp(100_000) });
  expect(found.history[0]?.value).toEqual({ soft: egp(1), hard: egp(2) });
});
