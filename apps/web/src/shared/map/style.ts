import arabic from "@fontsource-variable/cairo/files/cairo-arabic-wght-normal.woff2?url";
import type { StyleSpecification } from "maplibre-gl";
import type { Lang } from "@/shared/i18n/lang";
import type { MapSource } from "@/shared/lib/config";
import { loadDistricts } from "./districts";
import { pictureStyle, withOrigin } from "./pictures";

type Piece = { type: "FeatureCollection"; features: never[] };
const pieces = new Map<string, Promise<Piece>>();

/** Land and water, asked for by the page: the map's worker, in its own file, does not get them. */
function piece(name: string): Promise<Piece> {
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

/** What stands in brackets gets a line of its own: the map draws brackets the wrong way round in Arabic. */
const inLines = (name: string) => name.replace(/\s*\((.+)\)$/, "\n$1");

/** The installation's own map, or the simple base that ships with the product and needs no network. */
export async function mapStyle(
  lang: Lang,
  dark: boolean,
  from?: MapSource | null,
): Promise<StyleSpecification | string> {
  if (from) return from.kind === "style" ? withOrigin(from.url) : pictureStyle(from, dark);
  // Without a network the map has no names; the page has its own.
  const { districts } = await loadDistricts().catch(() => ({ districts: [] }));
  const [egypt, nile] = await Promise.all([piece("egypt"), piece("nile")]);
  const c = dark
    ? { sea: "#181f1d", land: "#1c2623", line: "#3a4843", water: "#27495a", text: "#c9d5cf", halo: "#1c2623" }
    : {
        sea: "#cfe3ea",
        land: "#f3efe6",
        line: "#cfc7b5",
        water: "#9cc7d8",
        text: "#4a5752",
        halo: "#f8f5ee",
      };
  const features = districts.map(({ at, ar, en }) => ({
    type: "Feature" as const,
    properties: { name: inLines(lang === "ar" ? ar : en) },
    geometry: { type: "Point" as const, coordinates: at },
  }));
  return {
    version: 8,
    "font-faces": { Cairo: arabic },
    sources: {
      egypt: { type: "geojson", data: egypt, attribution: "Natural Earth" },
      nile: { type: "geojson", data: nile },
      districts: { type: "geojson", data: { type: "FeatureCollection", features } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": c.sea } },
      // Without an edge of its own, and with whole lines: each other way to draw is a program more for the GPU.
      {
        id: "land",
        type: "fill",
        source: "egypt",
        paint: { "fill-color": c.land, "fill-antialias": false },
      },
      {
        id: "borders",
        type: "line",
        source: "egypt",
        paint: { "line-color": c.line, "line-width": 1 },
      },
      {
        id: "nile",
        type: "line",
        source: "nile",
        layout: { "line-cap": "round", "line-join": "round" },
        paint: {
          "line-color": c.water,
          "line-width": ["interpolate", ["exponential", 2], ["zoom"], 6, 2, 11, 8, 15, 90],
        },
      },
      {
        id: "districts",
        type: "symbol",
        source: "districts",
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["Cairo"],
          "text-size": ["interpolate", ["linear"], ["zoom"], 9, 11, 14, 17],
        },
        paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.6 },
      },
    ],
  };
}
