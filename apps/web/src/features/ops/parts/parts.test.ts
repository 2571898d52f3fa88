import { expect, test } from "vitest";
import { allPages } from "./export";
import { oneOf } from "./filters";
import { plainCode } from "./names";
import { nextRow } from "./row-keys";

const pages = (sizes: number[]) => {
  const asked: (string | undefined)[] = [];
  const load = async (cursor: string | undefined) => {
    asked.push(cursor);
    const at = cursor ? Number(cursor) : 0;
    return {
      items: Array.from({ length: sizes[at] ?? 0 }, (_, n) => `${at}-${n}`),
      nextCursor: at + 1 < sizes.length ? String(at + 1) : null,
    };
  };
  return { asked, load };
};

test("all pages are asked for in their order", async () => {
  const { asked, load } = pages([2, 2, 1]);
  const { items, complete } = await allPages(load, 100);
  expect(asked).toEqual([undefined, "1", "2"]);
  expect(items).toEqual(["0-0", "0-1", "1-0", "1-1", "2-0"]);
  expect(complete).toBe(true);
});

test("a file that would be too long ends, and says so", async () => {
  const { asked, load } = pages([2, 2, 2, 2]);
  const { items, complete } = await allPages(load, 3);
  expect(asked).toEqual([undefined, "1"]);
  expect(items).toHaveLength(3);
  expect(complete).toBe(false);
});

test("arrows stop at both ends", () => {
  expect(nextRow("ArrowDown", 2, 3)).toBe(2);
  expect(nextRow("ArrowUp", 0, 3)).toBe(0);
  expect(nextRow("k", 2, 3)).toBe(1);
  expect(nextRow("End", 0, 3)).toBe(2);
  expect(nextRow("x", 0, 3)).toBeUndefined();
});

test("a filter that there is not is none", () => {
  expect(oneOf(["open", "closed"], "open")).toBe("open");
  expect(oneOf(["open", "closed"], "'; drop table")).toBeUndefined();
});

test("a code nobody has a word for stays readable", () => {
  expect(plainCode("looking_further")).toBe("looking further");
});
