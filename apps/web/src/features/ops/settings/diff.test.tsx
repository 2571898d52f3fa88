import { screen } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { loadWords } from "@/shared/i18n/words";
import { show } from "@/testing/screen";
import { Diff } from "./diff";
import type { Json } from "./flatten";

const egp = (amount: number) => ({ amount, currency: "EGP" });
const value = (fee: Json, more: { [name: string]: Json } = {}): Json => ({
  freeAfterConfirmationS: 300,
  matrix: {
    after_departure: { fee, compensation: egp(0), compensationBy: "provider", counts: true, ...more },
  },
});

beforeAll(() => Promise.all([loadWords("ar", ["ops_forms"]), loadWords("en", ["ops_forms"])]));

const lines = () => screen.getAllByRole("listitem").map(({ textContent }) => textContent);

test("a change of fees is told in words, amounts and shares as people read them", () => {
  show(
    <Diff
      before={value({ kind: "call_out" })}
      after={value(
        { kind: "share", basisPoints: 1250, atLeast: egp(2500), atMost: egp(10_000) },
        { compensation: egp(5000), compensationBy: "platform", counts: false },
      )}
    />,
    { lang: "en" },
  );
  const text = lines().join("\n");
  expect(text).toContain("Fee for the customer: The call-out fee A share of the price");
  expect(text).toMatch(/Share of the price: – 12.5\s?%/);
  expect(text).toContain("The technician The platform");
  expect(text).toContain("Yes No");
  expect(text).not.toContain("call_out");
});

test("numbers come with their unit", () => {
  const before = value({ kind: "nothing" });
  show(<Diff before={before} after={{ ...(before as object), freeAfterConfirmationS: 600 } as Json} />, {
    lang: "en",
  });
  expect(lines()).toEqual([expect.stringContaining("300 sec 600 sec")]);
});
