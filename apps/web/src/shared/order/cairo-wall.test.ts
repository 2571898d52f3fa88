import { expect, test } from "vitest";
import { cairoWall } from "./cairo-wall";

test("an instant is Cairo's day and time, in winter and in summer", () => {
  expect(cairoWall("2026-11-22T22:30:00Z")).toEqual({ day: "2026-11-23", time: "00:30" });
  expect(cairoWall("2026-07-01T07:00:00Z")).toEqual({ day: "2026-07-01", time: "10:00" });
});
