import { expect, test } from "vitest";
import type { BookingMatchingOut, SearchOutcomeOut } from "@/generated/ops";
import { Format } from "@/shared/format/format";
import { assignable } from "./assignable";
import { signedMinutes } from "./terms";

const outcome = (providerId: string, rank: number | null): SearchOutcomeOut => ({
  providerId,
  displayName: providerId,
  rank,
  fate: rank ? "scored" : "gated",
  note: { ar: "سبب", en: "why" },
  reasons: [],
  taken: false,
});

test("by hand a booking goes first to whom the search ranks best, then to whoever is left", () => {
  const matching: BookingMatchingOut = {
    offers: [],
    searches: [
      {
        id: "s",
        createdAt: "2026-11-01T10:00:00Z",
        mode: "instant",
        searchNo: 1,
        state: "running",
        rounds: [
          {
            decidedAt: "2026-11-01T10:00:02Z",
            gates: [],
            leftOver: 0,
            outcomes: [outcome("c", null), outcome("b", 2), outcome("a", 1)],
            radiusM: 3000,
            replays: true,
            round: 1,
            waits: false,
          },
        ],
      },
    ],
  };
  const options = assignable(matching, ({ en }) => en);
  expect(options.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  expect(options[0]).toEqual({ id: "a", name: "a", note: "why" });
});

test("what counts for somebody stands below nothing", () => {
  const english = new Format({ lang: "en", digits: "latn" });
  expect(signedMinutes(210_000, english)).toBe("+3.5");
  expect(signedMinutes(-24_000, english)).toBe("\u22120.4");
});
