/**
 * Web Mercator (EPSG:3857), as MapLibre counts it: at zoom 0 the whole world is 512 pixels wide and
 * each zoom doubles it.
 */
import type { LatLng } from "@/generated/guest";

/** Longitude and latitude in degrees, as GeoJSON has them. */
export type Position = [lng: number, lat: number];

/** A point in pixels, from the world's upper left corner or from another point. */
export interface Point {
  x: number;
  y: number;
}

/** What a picture of the map shows: its middle, and how close it is. */
export interface View {
  center: LatLng;
  zoom: number;
}

const WORLD = 512;

/** Where a place is in the world's picture. Latitudes beyond ±85° are not on it. */
export function project([lng, lat]: Position, zoom: number): Point {
  const size = WORLD * 2 ** zoom;
  const sine = Math.sin((lat * Math.PI) / 180);
  return {
    x: size * (0.5 + lng / 360),
    y: size * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)),
  };
}

/** The latitude that far down the world's picture at zoom 0. */
const latitudeAt = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / WORLD))) * 180) / Math.PI;

/** Pixels from a view's middle. */
export function fromMiddle(at: Position, { center, zoom }: View): Point {
  const [point, middle] = [project(at, zoom), project([center.lng, center.lat], zoom)];
  return { x: point.x - middle.x, y: point.y - middle.y };
}

/** The closest view, up to `closest`, in which all places stand `padding` away from the edges. */
export function viewOf(
  places: LatLng[],
  size: { width: number; height: number },
  padding: number,
  closest: number,
): View {
  const lngs = places.map(({ lng }) => lng);
  const lats = places.map(({ lat }) => lat);
  const [west, east] = [Math.min(...lngs), Math.max(...lngs)];
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [upper, lower] = [project([west, north], 0), project([east, south], 0)];
  const zoomOf = (length: number, room: number) => Math.log2(Math.max(1, room - 2 * padding) / length);
  const zoom = Math.min(
    closest,
    zoomOf(lower.x - upper.x, size.width),
    zoomOf(lower.y - upper.y, size.height),
  );
  return { center: { lat: latitudeAt((upper.y + lower.y) / 2), lng: (west + east) / 2 }, zoom };
}
