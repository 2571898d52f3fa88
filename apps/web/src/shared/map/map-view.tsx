import Box from "@mui/material/Box";
import { useColorScheme } from "@mui/material/styles";
import { LngLatBounds, type Map as MapLibre, Marker } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { makeMap } from "./base";

export interface Spot {
  id: string;
  at: LatLng;
  kind: "home" | "technician" | "quiet";
  label: string;
}

interface Props {
  /** What the map is named to those who can't see it. */
  label: string;
  center: LatLng;
  zoom?: number;
  spots?: Spot[];
  height?: number | string;
  /** Makes a map to choose on: the pin stands in the middle and the map is moved below it. */
  onMoved?: (center: LatLng) => void;
}

const COLOURS: Record<Spot["kind"], string> = { home: "#0f5c4d", technician: "#e0912f", quiet: "#6b7a74" };

/** A map. Always left to right: the world is. */
export default function MapView({ label, center, zoom = 14, spots, height = 280, onMoved }: Props) {
  const { preferences } = useLanguage();
  const { mode, systemMode } = useColorScheme();
  const dark = (mode === "system" ? systemMode : mode) === "dark";
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const markers = useRef(new Map<string, Marker>());
  const moved = useRef(onMoved);
  moved.current = onMoved;
  const [ready, setReady] = useState(false);
  const first = useRef({ center, zoom });

  useEffect(() => {
    const gone = new AbortController();
    const wish = { lang: preferences.lang, dark, ...first.current };
    void makeMap(() => place.current, wish, gone.signal).then((made) => {
      if (!made) return;
      made.on("moveend", (event) => {
        if (!("originalEvent" in event) || !event.originalEvent) return;
        const { lat, lng } = made.getCenter();
        moved.current?.({ lat: round(lat), lng: round(lng) });
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
      const marker = markers.current.get(spot.id) ?? new Marker({ color: COLOURS[spot.kind] });
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
    <Box
      dir="ltr"
      role="region"
      aria-label={label}
      sx={{
        position: "relative",
        height,
        borderRadius: "18px",
        overflow: "hidden",
        border: 1,
        borderColor: "line",
        bgcolor: "soft.info",
      }}
    >
      <Box ref={place} sx={{ width: "100%", height: "100%" }} />
      {onMoved && <Pin />}
    </Box>
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
      <path
        d="M20 51C20 51 37 31 37 18.500A17 17 0 0 0 3 18.500C3 31 20 51 20 51Z"
        fill="#0f5c4d"
        stroke="#fff"
        strokeWidth="2.500"
      />
      <circle cx="20" cy="18.500" r="6.500" fill="#e0912f" />
    </Box>
  );
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
