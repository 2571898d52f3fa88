import { describe, expect, it } from "vitest";
import { type Completion, isComplete, ticked } from "./completion";

const item = (doneAt: string | null) => ({ text: { ar: "بند", en: "item" }, doneAt });
const asked: Completion = {
  checklist: [item("2026-11-22T10:00:00Z"), item(null)],
  minPhotosBefore: 1,
  photosBefore: 0,
  minPhotosAfter: 0,
  photosAfter: 0,
};

describe("what a service asks for", () => {
  it("counts the last tap of an item, sent or not", () => {
    expect(ticked(asked, [])).toEqual([true, false]);
    const taps = [
      { item: 1, done: true },
      { item: 0, done: false },
      { item: 0, done: true },
      { item: 9, done: true },
    ];
    expect(ticked(asked, taps)).toEqual([true, true]);
  });

  it("is complete with every item and enough pictures", () => {
    expect(isComplete(asked, [true, false], 1, 0)).toBe(false);
    expect(isComplete(asked, [true, true], 0, 0)).toBe(false);
    expect(isComplete(asked, [true, true], 1, 0)).toBe(true);
    expect(isComplete({ ...asked, checklist: [], minPhotosBefore: 0 }, [], 0, 0)).toBe(true);
  });
});
