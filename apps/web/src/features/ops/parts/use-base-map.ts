import "maplibre-gl/dist/maplibre-gl.css";
import { useColorScheme } from "@mui/material/styles";
import { AttributionControl, Map as MapLibre, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { mapStyle } from "@/shared/map/style";

setWorkerUrl(workerUrl);

/** A map to draw on, made anew when language or look change. `map` is there once its style is. */
export function useBaseMap(
  center: LatLng,
  zoom: number,
): { place: RefObject<HTMLDivElement | null>; map: MapLibre | null } {
  const { preferences } = useLanguage();
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === "system" ? systemMode : mode) === "dark";
  const place = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  // Only where it begins: afterwards the person moves it.
  const first = useRef({ center, zoom });
  useEffect(() => {
    let gone = false;
    let made: MapLibre | undefined;
    void mapStyle(preferences.lang, dark).then((style) => {
      if (gone || !place.current) return;
      made = new MapLibre({
        container: place.current,
        style,
        center: [first.current.center.lng, first.current.center.lat],
        zoom: first.current.zoom,
        minZoom: 5,
        maxZoom: 18,
        attributionControl: false,
        dragRotate: false,
      });
      const fresh = made;
      fresh.addControl(new AttributionControl({ compact: true }));
      fresh.addControl(new NavigationControl({ showCompass: false }), "top-right");
      fresh.touchZoomRotate.disableRotation();
      // A piece that could not be had leaves a gap and no fault.
      fresh.on("error", () => undefined);
      fresh.on("load", () => !gone && setMap(fresh));
    });
    return () => {
      gone = true;
      if (made) {
        first.current = {
          center: { lat: made.getCenter().lat, lng: made.getCenter().lng },
          zoom: made.getZoom(),
        };
        made.remove();
      }
      setMap(null);
    };
  }, [preferences.lang, dark]);
  return { place, map };
}
