import type { LatLng, ZoneArea } from "@/generated/ops";

/** A corner, `[lng, lat]` as in GeoJSON. */
export type Corner = [number, number];
/** The corners of one part of a zone, without the first one again at the end. */
export type Ring = Corner[];

const corner = (position: number[]): Corner => [position[0] ?? 0, position[1] ?? 0];

/** The outer rings of an area. */
export function ringsOf(area: ZoneArea): Ring[] {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  return polygons.map((polygon) => (polygon[0] ?? []).slice(0, -1).map(corner));
}

/** The area of rings, closed as GeoJSON wants them and counter-clockwise. */
export function areaOf(rings: Ring[]): ZoneArea {
  const closed = rings
    .filter((ring) => ring.length >= 3)
    .map((ring) => {
      const turned = signedArea(ring) < 0 ? ring.toReversed() : ring;
      const first = turned[0];
      return [first ? [...turned, first] : turned];
    });
  return { type: "MultiPolygon", coordinates: closed };
}

const signedArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = ring[(n + 1) % ring.length] ?? [0, 0];
    return sum + (x * nextY - nextX * y);
  }, 0) / 2;

export const middle = ([ax, ay]: Corner, [bx, by]: Corner): Corner => [
  round((ax + bx) / 2),
  round((ay + by) / 2),
];

export const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

export function withMoved(ring: Ring, at: number, to: Corner): Ring {
  return ring.map((one, n) => (n === at ? [round(to[0]), round(to[1])] : one));
}

/** A new corner after `at`. */
export function withAdded(ring: Ring, at: number, one: Corner): Ring {
  return [...ring.slice(0, at + 1), [round(one[0]), round(one[1])], ...ring.slice(at + 1)];
}

/** Without a corner; three are the least. */
export function withRemoved(ring: Ring, at: number): Ring {
  return ring.length <= 3 ? ring : ring.filter((_, n) => n !== at);
}

/** After which corner a new one makes the least detour: where somebody means it who presses on the map. */
export function bestPlace(ring: Ring, one: Corner): number {
  const far = ([ax, ay]: Corner, [bx, by]: Corner) => Math.hypot(ax - bx, ay - by);
  let best = ring.length - 1;
  let least = Number.POSITIVE_INFINITY;
  for (const [n, from] of ring.entries()) {
    const to = ring[(n + 1) % ring.length];
    if (!to) continue;
    const detour = far(from, one) + far(one, to) - far(from, to);
    if (detour < least) {
      least = detour;
      best = n;
    }
  }
  return best;
}

/** Whether two sides cut each other: such an area has no inside. */
export function crossesItself(ring: Ring): boolean {
  const sides = ring.map((from, n): [Corner, Corner] => [from, ring[(n + 1) % ring.length] ?? from]);
  const turn = ([ax, ay]: Corner, [bx, by]: Corner, [cx, cy]: Corner) =>
    Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  for (const [n, [a, b]] of sides.entries()) {
    for (const [m, [c, d]] of sides.entries()) {
      if (m <= n + 1 || (n === 0 && m === sides.length - 1)) continue;
      if (turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b)) return true;
    }
  }
  return false;
}

export function holds(ring: Ring, { lat, lng }: LatLng): boolean {
  let inside = false;
  for (const [n, [x, y]] of ring.entries()) {
    const [px, py] = ring[(n + ring.length - 1) % ring.length] ?? [0, 0];
    if (y > lat !== py > lat && lng < ((px - x) * (lat - y)) / (py - y) + x) inside = !inside;
  }
  return inside;
}

/** Square kilometres, good enough to see a mistake. */
export function squareKm(rings: Ring[]): number {
  return rings.reduce((sum, ring) => {
    const lat = ring.reduce((all, [, y]) => all + y, 0) / Math.max(1, ring.length);
    return sum + Math.abs(signedArea(ring)) * 111.32 * 111.32 * Math.cos((lat * Math.PI) / 180);
  }, 0);
}
