import Box from "@mui/material/Box";
import { LngLatBounds, type Map as MapLibre, Marker } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { makeMap } from "./base";
import { PIN_COLOURS, type PinKind, PinShape } from "./pin";
import { useDark } from "./use-dark";

export interface Spot {
  id: string;
  at: LatLng;
  kind: PinKind;
  label: string;
}

export interface MapProps {
  center: LatLng;
  zoom: number;
  spots?: Spot[];
  /** Makes a map to choose on: the pin stands in the middle and the map is moved below it. */
  onMoved?: (center: LatLng) => void;
  /** Keys go to the map once it is there: somebody asked for it. */
  focused: boolean;
  /** All of it stands there. */
  onDrawn: () => void;
}

/** MapLibre's map, as large as what it stands in. */
export default function MapView({ center, zoom, spots, onMoved, focused, onDrawn }: MapProps) {
  const { preferences } = useLanguage();
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const markers = useRef(new Map<string, Marker>());
  const moved = useRef(onMoved);
  moved.current = onMoved;
  const [ready, setReady] = useState(false);
  const first = useRef({ center, zoom, focused, onDrawn });

  useEffect(() => {
    const gone = new AbortController();
    const { onDrawn, focused, ...from } = first.current;
    const wish = { lang: preferences.lang, dark, ...from };
    void makeMap(() => place.current, wish, gone.signal).then((made) => {
      if (!made) return;
      made.on("moveend", (event) => {
        if (!("originalEvent" in event) || !event.originalEvent) return;
        const { lat, lng } = made.getCenter();
        moved.current?.({ lat: round(lat), lng: round(lng) });
      });
      let shown = false;
      made.on("idle", () => {
        // What is not seen yet can't be focused.
        if (focused && !shown) made.getCanvas().focus();
        shown = true;
        onDrawn();
      });
      map.current = made;
      setReady(true);
    });
    const known = markers.current;
    return () => {
      gone.abort();
      map.current?.remove();
      map.current = null;
      known.clear();
      setReady(false);
    };
  }, [preferences.lang, dark]);

  useEffect(() => {
    if (!ready || spots) return;
    const now = map.current?.getCenter();
    if (now && (Math.abs(now.lat - center.lat) > 1e-5 || Math.abs(now.lng - center.lng) > 1e-5)) {
      map.current?.easeTo({ center: [center.lng, center.lat], zoom: Math.max(map.current.getZoom(), 14) });
    }
  }, [ready, center.lat, center.lng, spots]);

  useEffect(() => {
    if (!ready || !map.current || !spots) return;
    const wanted = new Set(spots.map((spot) => spot.id));
    const added = spots.some((spot) => !markers.current.has(spot.id));
    for (const [id, marker] of markers.current) {
      if (!wanted.has(id)) {
        marker.remove();
        markers.current.delete(id);
      }
    }
    for (const spot of spots) {
      const marker = markers.current.get(spot.id) ?? new Marker({ color: PIN_COLOURS[spot.kind] });
      marker.setLngLat([spot.at.lng, spot.at.lat]);
      marker.getElement().setAttribute("aria-label", spot.label);
      if (!markers.current.has(spot.id)) {
        marker.addTo(map.current);
        markers.current.set(spot.id, marker);
      }
    }
    if (added && spots.length > 1) {
      const bounds = new LngLatBounds();
      for (const { at } of spots) bounds.extend([at.lng, at.lat]);
      map.current.fitBounds(bounds, { padding: 56, maxZoom: 15, duration: 0 });
    }
  }, [ready, spots]);

  return (
    <>
      <Box ref={place} sx={{ width: "100%", height: "100%" }} />
      {onMoved && <Pin />}
    </>
  );
}

/** The pin in the middle; its tip is the place. */
function Pin() {
  return (
    <Box
      aria-hidden
      component="svg"
      viewBox="0 0 40 52"
      sx={{
        position: "absolute",
        left: "50%",
        top: "50%",
        width: 40,
        height: 52,
        transform: "translate(-50%, -100%)",
        pointerEvents: "none",
        filter: "drop-shadow(0 3px 3px rgb(0 0 0 / 0.35))",
      }}
    >
      <PinShape kind="home" />
    </Box>
  );
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
