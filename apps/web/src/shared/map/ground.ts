import type { Position } from "./mercator";

interface Feature {
  type: "Feature";
  geometry: Shape;
}

/** A piece of the project's own base, as it ships: land or water. */
export type Piece = Feature | { type: "FeatureCollection"; features: Feature[] };

/** What the base is made of, its corners as longitude and latitude. */
type Shape =
  | { type: "Polygon" | "MultiLineString"; coordinates: Position[][] }
  | { type: "MultiPolygon"; coordinates: Position[][][] };

const pieces = new Map<string, Promise<Piece>>();

/** Land (`egypt`) or water (`nile`); empty while it can't be had. Asked for by the page: a map's worker, in its own file, does not get them. */
export function piece(name: "egypt" | "nile"): Promise<Piece> {
  const known = pieces.get(name);
  if (known) return known;
  const asked = fetch(`/map/${name}.json`)
    .then((answer) => (answer.ok ? (answer.json() as Promise<Piece>) : Promise.reject(new Error(name))))
    .catch((): Piece => {
      pieces.delete(name);
      return { type: "FeatureCollection", features: [] };
    });
  pieces.set(name, asked);
  return asked;
}

/** The lines or rings of a piece. */
export function linesOf(from: Piece): Position[][] {
  const features = from.type === "Feature" ? [from] : from.features;
  return features.flatMap(({ geometry }) =>
    geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.coordinates,
  );
}

/** How wide the Nile is drawn, in pixels: zoom and width, twice as wide with each zoom between. */
export const NILE_WIDTHS = [6, 2, 11, 8, 15, 90] as const;

/** How large names stand, in pixels: zoom and size. */
export const NAME_SIZES = [9, 11, 14, 17] as const;

/** The base's colours. */
export const groundColours = (dark: boolean) =>
  dark
    ? { sea: "#181f1d", land: "#1c2623", line: "#3a4843", water: "#27495a", text: "#c9d5cf", halo: "#1c2623" }
    : {
        sea: "#cfe3ea",
        land: "#f3efe6",
        line: "#cfc7b5",
        water: "#9cc7d8",
        text: "#4a5752",
        halo: "#f8f5ee",
      };
