import { expect, test } from "vitest";
import { GROUPS, groupsFor, may } from "./places";

const all = GROUPS.flatMap(({ places }) => places);

test("every place has a letter of its own", () => {
  expect(new Set(all.map(({ letter }) => letter)).size).toBe(all.length);
});

test("the admin goes everywhere, others only where the server lets them", () => {
  expect(groupsFor("admin").flatMap(({ places }) => places)).toHaveLength(all.length);
  expect(may("support", "steer")).toBe(false);
  expect(may("finance", "money")).toBe(true);
  expect(may("operations", "money")).toBe(false);
  expect(groupsFor("customer")).toEqual([]);
  expect(groupsFor(undefined)).toEqual([]);
});
