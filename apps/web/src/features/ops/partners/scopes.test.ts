import { expect, test } from "vitest";
import { networksOf, SCOPES, scopeKey } from "./scopes";

test("networks are read one a line or with commas between", () => {
  expect(networksOf(" 192.0.2.0/24,2001:db8::/32\n198.51.100.7 \n")).toEqual([
    "192.0.2.0/24",
    "2001:db8::/32",
    "198.51.100.7",
  ]);
  expect(networksOf("  ")).toEqual([]);
});

test("each scope has a name of its own", () => {
  expect(new Set(Object.values(scopeKey)).size).toBe(SCOPES.length);
});
