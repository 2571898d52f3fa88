import { expect, test } from "vitest";
import { boundsOf, circle, crosses, drawnOf, ringOf, wantedOf } from "./shape";

const HOME = { lat: 29.96, lng: 31.25 };
const at = (lng: number, lat: number) => ({ lng, lat });

test("a circle on the ground is closed and as wide as it is high", () => {
  const ring = circle(HOME, 5000);
  expect(ring[0]).toEqual(ring.at(-1));
  const [[west, south], [east, north]] = boundsOf([ring]) ?? [
    [0, 0],
    [0, 0],
  ];
  const width = (east - west) * 111_320 * Math.cos((HOME.lat * Math.PI) / 180);
  expect(width).toBeCloseTo(10_000, -1);
  expect((north - south) * 111_320).toBeCloseTo(10_000, -1);
});

test("a polygon is closed for the server, and open while it is drawn", () => {
  const points = [at(31.2, 30), at(31.3, 30), at(31.3, 30.1)];
  const drawn = {
    name: "a",
    isPrimary: true,
    travelMinutes: 30,
    shape: { kind: "polygon" as const, points },
  };
  const sent = wantedOf(drawn);
  expect(sent.shape).toEqual({
    kind: "polygon",
    ring: [
      [31.2, 30],
      [31.3, 30],
      [31.3, 30.1],
      [31.2, 30],
    ],
  });
  const ring = ringOf(drawn.shape);
  expect(drawnOf({ ...drawn, shape: { kind: "polygon", ring } })).toEqual(drawn);
  expect(ringOf({ kind: "polygon", points: points.slice(0, 2) })).toEqual([]);
});

test("a shape that crosses itself is seen", () => {
  const square = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  expect(crosses(square)).toBe(false);
  expect(crosses([at(0, 0), at(1, 1), at(1, 0), at(0, 1)])).toBe(true);
  expect(crosses(square.slice(0, 3))).toBe(false);
});
