import { expect, test } from "vitest";
import type { DocumentRecordOut } from "@/generated/ops";
import { firstPair, nextToReview } from "./pairs";
import { byKey, FLAT, moved, turned, zoomed } from "./view-state";

test("four turns are none, and zoom has its ends", () => {
  expect(turned(turned(turned(turned(FLAT))))).toEqual(FLAT);
  expect(turned(FLAT, -1).turns).toBe(3);
  expect(zoomed(FLAT, 100).zoom).toBe(8);
  expect(zoomed(FLAT, -100).zoom).toBe(0.5);
});

test("what stands in the middle stays there when it is enlarged", () => {
  const state = zoomed(moved(FLAT, 100, -40), 2);
  expect(state.x / state.zoom).toBeCloseTo(100);
  expect(state.y / state.zoom).toBeCloseTo(-40);
});

test("keys", () => {
  expect(byKey(FLAT, "r")?.turns).toBe(1);
  expect(byKey(moved(FLAT, 5, 5), "0")).toEqual(FLAT);
  expect(byKey(FLAT, "x")).toBeUndefined();
});

const paper = (
  id: string,
  kind: DocumentRecordOut["kind"],
  side: DocumentRecordOut["side"],
  state: DocumentRecordOut["state"] = "uploaded",
  replaced = false,
): DocumentRecordOut => ({
  id,
  kind,
  side,
  state,
  replaced,
  createdAt: "2026-11-01T10:00:00Z",
  mediaType: "image/jpeg",
  name: { ar: kind, en: kind },
  sizeBytes: 1,
});

test("the face is laid beside the ID, and replaced papers are not looked at", () => {
  const papers = [
    paper("old", "selfie", "single", "rejected", true),
    paper("record", "criminal_record", "single"),
    paper("front", "national_id", "front"),
    paper("selfie", "selfie", "single"),
  ];
  expect(firstPair(papers)).toEqual(["front", "selfie"]);
  expect(firstPair([paper("record", "criminal_record", "single")])).toEqual(["record", undefined]);
});

test("the next paper to review comes after this one, and round again", () => {
  const papers = [
    paper("a", "national_id", "front"),
    paper("b", "national_id", "back", "accepted"),
    paper("c", "selfie", "single"),
  ];
  expect(nextToReview(papers, "a")).toBe("c");
  expect(nextToReview(papers, "c")).toBe("a");
  expect(nextToReview([paper("a", "selfie", "single")], "a")).toBeUndefined();
});
