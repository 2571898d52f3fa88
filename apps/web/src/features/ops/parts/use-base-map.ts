import type { Map as MapLibre } from "maplibre-gl";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { makeMap } from "@/shared/map/base";
import { useDark } from "@/shared/map/use-dark";

/** A map to draw on, made anew when language or look change. `map` is there once its style is. */
export function useBaseMap(
  center: LatLng,
  zoom: number,
): { place: RefObject<HTMLDivElement | null>; map: MapLibre | null } {
  const { preferences } = useLanguage();
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  // Only where it begins: afterwards the person moves it.
  const first = useRef({ center, zoom });
  useEffect(() => {
    const gone = new AbortController();
    let made: MapLibre | undefined;
    const wish = { lang: preferences.lang, dark, ...first.current };
    void makeMap(() => place.current, wish, gone.signal).then((fresh) => {
      if (!fresh) return;
      made = fresh;
      fresh.on("load", () => !gone.signal.aborted && setMap(fresh));
    });
    return () => {
      gone.abort();
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
