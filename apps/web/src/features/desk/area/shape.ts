import type { AreaShapeIn, LatLng, ProviderAreaIn, ProviderAreaOut } from "@/generated/desk";

/** A place to work in, as it is drawn. */
export interface Drawn {
  name: string;
  isPrimary: boolean;
  travelMinutes: number;
  shape: { kind: "radius"; center: LatLng; radiusM: number } | { kind: "polygon"; points: LatLng[] };
}

const METRES_PER_DEGREE = 111_320;
export const RADII_KM = [2, 3, 5, 8, 12, 20] as const;
/** Fewer corners make no area. */
export const FEWEST_POINTS = 3;

/** The corners of a circle on the ground, closed, `[lng, lat]`. */
export function circle({ lat, lng }: LatLng, radiusM: number, corners = 64): [number, number][] {
  const north = radiusM / METRES_PER_DEGREE;
  const east = north / Math.cos((lat * Math.PI) / 180);
  return Array.from({ length: corners + 1 }, (_, i) => {
    const turn = (2 * Math.PI * (i % corners)) / corners;
    return [lng + east * Math.cos(turn), lat + north * Math.sin(turn)];
  });
}

/** The ring of an area, closed; nothing while it has too few corners. */
export function ringOf(shape: Drawn["shape"]): [number, number][] {
  if (shape.kind === "radius") return circle(shape.center, shape.radiusM);
  const [first] = shape.points;
  if (!first || shape.points.length < FEWEST_POINTS) return [];
  return [...shape.points, first].map(({ lat, lng }) => [lng, lat]);
}

export function drawnOf({ name, isPrimary, travelMinutes, shape }: ProviderAreaOut): Drawn {
  const rest = { name, isPrimary, travelMinutes };
  if (shape.kind === "radius") return { ...rest, shape };
  const points = shape.ring.slice(0, -1).map(([lng = 0, lat = 0]) => ({ lat, lng }));
  return { ...rest, shape: { kind: "polygon", points } };
}

export function wantedOf({ shape, ...rest }: Drawn): ProviderAreaIn {
  return { ...rest, shape: shapeIn(shape) };
}

function shapeIn(shape: Drawn["shape"]): AreaShapeIn {
  if (shape.kind === "polygon") return { kind: "polygon", ring: ringOf(shape) };
  return { kind: "radius", center: shape.center, radiusM: shape.radiusM };
}

/** Whether two of its edges cross: such a shape is no area. */
export function crosses(points: LatLng[]): boolean {
  const edges = points.map((from, i) => [from, points[(i + 1) % points.length] ?? from] as const);
  return edges.some(([a, b], i) =>
    edges.some(([c, d], j) => {
      const apart = Math.abs(i - j);
      if (apart < 2 || apart === edges.length - 1) return false;
      return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b);
    }),
  );
}

const side = (a: LatLng, b: LatLng, p: LatLng) =>
  (b.lng - a.lng) * (p.lat - a.lat) - (b.lat - a.lat) * (p.lng - a.lng) > 0;

/** The box around all of them, for the map. */
export function boundsOf(rings: [number, number][][]): [[number, number], [number, number]] | undefined {
  const all = rings.flat();
  if (all.length === 0) return undefined;
  const [lngs, lats] = [all.map(([lng]) => lng), all.map(([, lat]) => lat)];
  return [
    [Math.min(...lngs), Math.min(...lats)],
    [Math.max(...lngs), Math.max(...lats)],
  ];
}
