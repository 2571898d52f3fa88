import "maplibre-gl/dist/maplibre-gl.css";
import {
  AttributionControl,
  addProtocol,
  Map as MapLibre,
  NavigationControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Lang } from "@/shared/i18n/lang";
import { config, type MapSource } from "@/shared/lib/config";
import { onceReached } from "@/shared/lib/once-reached";
import { controlWords } from "./controls";
import { creditsOf } from "./credits";
import { mapStyle } from "./style";

setWorkerUrl(workerUrl);

let reading: Promise<void> | undefined;

/** Reads PMTiles, where the installation has such a map. */
function readFiles(from: MapSource): Promise<void> {
  if (from.kind === "raster" || (from.kind === "style" && !from.pmtiles)) return Promise.resolve();
  reading ??= import("pmtiles").then(({ Protocol }) => addProtocol("pmtiles", new Protocol().tile));
  reading.catch(() => {
    reading = undefined;
  });
  return reading;
}

interface Wish {
  lang: Lang;
  dark: boolean;
  center: { lat: number; lng: number };
  zoom: number;
}

/**
 * A map in `place`, once its style and its worker are there. A worker whose file is not reached never
 * draws anything, so the file is had first: on a lost connection that is tried again until it is.
 * Nothing when `place` has gone, or `signal` says that nobody waits any more.
 */
export async function makeMap(
  place: () => HTMLElement | null,
  { lang, dark, center, zoom }: Wish,
  signal: AbortSignal,
): Promise<MapLibre | null> {
  await onceReached(async () => {
    const file = await fetch(workerUrl, { signal });
    if (!file.ok) throw new Error(`${file.status}`);
    await file.arrayBuffer();
  }, signal);
  const from = config.map;
  if (from) await onceReached(() => readFiles(from), signal);
  const style = await mapStyle(lang, dark, from);
  const container = place();
  if (signal.aborted || !container) return null;
  const map = new MapLibre({
    container,
    style,
    center: [center.lng, center.lat],
    zoom,
    minZoom: 5,
    maxZoom: 18,
    attributionControl: false,
    dragRotate: false,
    // Names stand at once; fading them in draws the whole map some twenty times more.
    fadeDuration: 0,
    locale: controlWords(lang),
  });
  map.addControl(new AttributionControl({ compact: false, customAttribution: creditsOf(from) }));
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.touchZoomRotate.disableRotation();
  // A piece that could not be had, offline for one, leaves a gap and no fault.
  map.on("error", () => undefined);
  // Tiles come one by one, and each says something.
  if (!from) showOnceDrawn(map, container);
  return map;
}

/** A map that is never done is shown as it is. */
const PATIENCE_MS = 3000;

/**
 * The own base is there before the map is, so it is shown when all of it is drawn: each half of it
 * would be shown for nothing, and where there is no GPU each stops the page.
 */
function showOnceDrawn(map: MapLibre, container: HTMLElement) {
  container.style.visibility = "hidden";
  const show = () => {
    container.style.visibility = "";
  };
  map.once("idle", show);
  setTimeout(show, PATIENCE_MS);
}
