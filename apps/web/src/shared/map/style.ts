import arabic from "@fontsource-variable/cairo/files/cairo-arabic-wght-normal.woff2?url";
import type { StyleSpecification } from "maplibre-gl";
import type { Lang } from "@/shared/i18n/lang";
import type { MapSource } from "@/shared/lib/config";
import { loadDistricts } from "./districts";
import { groundColours, NAME_SIZES, NILE_WIDTHS, piece } from "./ground";
import { pictureStyle, withOrigin } from "./pictures";

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
  const c = groundColours(dark);
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
          "line-width": ["interpolate", ["exponential", 2], ["zoom"], ...NILE_WIDTHS],
        },
      },
      {
        id: "districts",
        type: "symbol",
        source: "districts",
        layout: {
          "text-field": ["get", "name"],
          "text-font": ["Cairo"],
          "text-size": ["interpolate", ["linear"], ["zoom"], ...NAME_SIZES],
        },
        paint: { "text-color": c.text, "text-halo-color": c.halo, "text-halo-width": 1.6 },
      },
    ],
  };
}
