import type { StyleSpecification } from "maplibre-gl";
import type { PictureSource } from "@/shared/lib/config";

/** An address of our own with its origin: the map's worker does not know whose page it works for. */
export const withOrigin = (url: string): string => (url.startsWith("/") ? location.origin + url : url);

/** A style of nothing but pictures, dimmed at night. What they don't cover stays empty. */
export function pictureStyle({ kind, url, maxZoom }: PictureSource, dark: boolean): StyleSpecification {
  const at = withOrigin(url);
  const from = kind === "pmtiles" ? { url: `pmtiles://${at}` } : { tiles: [at] };
  return {
    version: 8,
    sources: {
      pictures: { type: "raster", tileSize: 256, ...from, ...(maxZoom != null && { maxzoom: maxZoom }) },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": dark ? "#181f1d" : "#f3efe6" } },
      {
        id: "pictures",
        type: "raster",
        source: "pictures",
        paint: {
          "raster-fade-duration": 0,
          ...(dark && { "raster-brightness-max": 0.7, "raster-saturation": -0.3 }),
        },
      },
    ],
  };
}
