import { expect, test } from "vitest";
import { fromMiddle, project, viewOf } from "./mercator";

test("the world is 512 pixels wide at zoom 0, and twice as wide with each zoom", () => {
  expect(project([0, 0], 0)).toEqual({ x: 256, y: 256 });
  expect(project([180, 0], 1)).toEqual({ x: 1024, y: 512 });
  // The square world ends at the latitude of atan(sinh(π)).
  const { y } = project([0, (Math.atan(Math.sinh(Math.PI)) * 180) / Math.PI], 3);
  expect(y).toBeCloseTo(0, 6);
});

test("north is up and east is right", () => {
  const view = { center: { lat: 30, lng: 31 }, zoom: 12 };
  expect(fromMiddle([31, 30], view)).toEqual({ x: 0, y: 0 });
  const { x, y } = fromMiddle([31.01, 30.01], view);
  expect(x).toBeGreaterThan(0);
  expect(y).toBeLessThan(0);
});

test("whatever two places there are, both stand within the view, and no closer view holds them", () => {
  const [size, padding, closest] = [{ width: 280, height: 260 }, 48, 15];
  for (let n = 0; n < 500; n++) {
    // From a few metres to other continents: a phone may say anything.
    const spread = 10 ** -(n % 6) * 100;
    const near = () => ({
      lat: 27 + (Math.random() - 0.5) * spread,
      lng: 31 + (Math.random() - 0.5) * spread,
    });
    const places = [near(), near()];
    const view = viewOf(places, size, padding, closest);
    expect(view.zoom).toBeLessThanOrEqual(closest);
    const outside = (zoom: number) =>
      places.some(({ lat, lng }) => {
        const { x, y } = fromMiddle([lng, lat], { ...view, zoom });
        return (
          Math.abs(x) > size.width / 2 - padding + 0.01 || Math.abs(y) > size.height / 2 - padding + 0.01
        );
      });
    expect(outside(view.zoom)).toBe(false);
    if (view.zoom < closest) expect(outside(view.zoom + 0.2)).toBe(true);
  }
});
