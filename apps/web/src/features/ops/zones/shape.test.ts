import { expect, test } from "vitest";
import {
  areaOf,
  bestPlace,
  crossesItself,
  holds,
  type Ring,
  ringsOf,
  squareKm,
  withAdded,
  withMoved,
  withRemoved,
} from "./shape";

const square: Ring = [
  [31, 30],
  [31.1, 30],
  [31.1, 30.1],
  [31, 30.1],
];

test("an area survives being drawn and stored", () => {
  expect(ringsOf(areaOf([square]))).toEqual([square]);
  expect(ringsOf({ type: "Polygon", coordinates: [[...square, [31, 30]]] })).toEqual([square]);
});

test("stored rings are closed and counter-clockwise, however they were drawn", () => {
  const area = areaOf([square.toReversed()]);
  const ring = area.type === "MultiPolygon" ? area.coordinates[0]?.[0] : undefined;
  expect(ring?.[0]).toEqual(ring?.at(-1));
  expect(ring).toHaveLength(5);
  expect(ringsOf(area)[0]).toEqual([square[0], ...square.slice(1)].map((_, n) => square[n]));
});

test("corners are added, moved and removed, and three stay", () => {
  expect(withAdded(square, 0, [31.05, 29.99])).toHaveLength(5);
  expect(withMoved(square, 1, [31.2, 30])[1]).toEqual([31.2, 30]);
  const triangle = withRemoved(square, 3);
  expect(triangle).toHaveLength(3);
  expect(withRemoved(triangle, 0)).toEqual(triangle);
});

test("a new corner goes between its neighbours", () => {
  expect(bestPlace(square, [31.05, 29.98])).toBe(0);
  expect(bestPlace(square, [31.12, 30.05])).toBe(1);
  expect(bestPlace(square, [30.98, 30.05])).toBe(3);
});

test("an area that crosses itself is seen", () => {
  expect(crossesItself(square)).toBe(false);
  const bow: Ring = [
    [31, 30],
    [31.1, 30.1],
    [31.1, 30],
    [31, 30.1],
  ];
  expect(crossesItself(bow)).toBe(true);
});

test("inside is inside", () => {
  expect(holds(square, { lat: 30.05, lng: 31.05 })).toBe(true);
  expect(holds(square, { lat: 30.2, lng: 31.05 })).toBe(false);
});

test("the size is right within a percent", () => {
  const km = 0.1 * 111.32 * Math.cos((30.05 * Math.PI) / 180) * (0.1 * 111.32);
  expect(Math.abs(squareKm([square]) - km) / km).toBeLessThan(0.01);
});
