import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Crosshair } from "lucide-react";
import { type GeoJSONSource, LngLatBounds, Marker } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { MapFrame } from "@/shared/map/map-frame";
import { MiddleMark } from "@/shared/map/middle-mark";
import { useBaseMap } from "../parts/use-base-map";
import {
  areaOf,
  bestPlace,
  type Corner,
  middle,
  type Ring,
  round,
  withAdded,
  withMoved,
  withRemoved,
} from "./shape";

interface Props {
  label: string;
  rings: Ring[];
  /** The ring whose corners are shown. */
  active: number;
  hub: LatLng | undefined;
  /** Other zones, to draw beside them and not over them. */
  others: Ring[];
  onRing: (ring: Ring) => void;
  onHub: (hub: LatLng) => void;
}

/** How far an arrow moves a corner, in degrees: about 100 m, with Shift 10 m. */
const STEP = 0.001;
/** So long a side has a plus in its middle. */
const ROOM_PX = 48;

/** A zone drawn on the map: corners are dragged, added and removed, by hand or by keyboard. */
export default function ZoneMap({ label, rings, active, hub, others, onRing, onHub }: Props) {
  const { t } = useLanguage();
  const corners = rings[active] ?? [];
  const at = corners[0];
  const { place, map } = useBaseMap(
    hub ?? (at ? { lng: at[0], lat: at[1] } : { lat: 30.03, lng: 31.24 }),
    11,
  );
  const markers = useRef<Marker[]>([]);
  const focused = useRef<number | undefined>(undefined);
  // Between corners that stand close there is no room for a plus: closer up there is.
  const [zoom, setZoom] = useState(0);
  const now = useRef({ ring: corners, onRing, onHub });
  now.current = { ring: corners, onRing, onHub };

  const add = (one: Corner) => {
    const { ring } = now.current;
    now.current.onRing(withAdded(ring, ring.length < 3 ? ring.length - 1 : bestPlace(ring, one), one));
  };
  const added = useRef(add);
  added.current = add;

  useEffect(() => {
    if (!map) return;
    const empty = { type: "FeatureCollection" as const, features: [] };
    map.addSource("others", { type: "geojson", data: empty });
    map.addSource("zone", { type: "geojson", data: empty });
    map.addLayer({
      id: "others",
      type: "line",
      source: "others",
      paint: { "line-color": "#6b7a74", "line-width": 1.5, "line-dasharray": [3, 2] },
    });
    map.addLayer({
      id: "zone",
      type: "fill",
      source: "zone",
      paint: { "fill-color": "#0f5c4d", "fill-opacity": 0.18 },
    });
    map.addLayer({
      id: "zone-line",
      type: "line",
      source: "zone",
      paint: { "line-color": "#0f5c4d", "line-width": 2.5 },
    });
    const all = now.current.ring;
    if (all.length > 0) {
      const bounds = new LngLatBounds();
      for (const one of all) bounds.extend(one);
      map.fitBounds(bounds, { padding: 48, duration: 0 });
    }
    setZoom(map.getZoom());
    map.on("zoomend", () => setZoom(map.getZoom()));
    map.on("click", ({ lngLat: { lng, lat } }) => added.current([round(lng), round(lat)]));
  }, [map]);

  useEffect(() => {
    const source = map?.getSource<GeoJSONSource>("others");
    source?.setData({ type: "Feature", properties: {}, geometry: areaOf(others) });
  }, [map, others]);

  useEffect(() => {
    const source = map?.getSource<GeoJSONSource>("zone");
    if (!map || !source || !zoom) return;
    source.setData({ type: "Feature", properties: {}, geometry: areaOf(rings) });
    const ring = rings[active] ?? [];
    const make = (to: Corner, kind: string, text: string) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `zone-${kind}`;
      const marker = new Marker({ element: button, draggable: kind !== "middle" }).setLngLat(to).addTo(map);
      button.setAttribute("aria-label", text);
      button.title = text;
      // Pressing a corner is no press on the map below it.
      button.addEventListener("click", (event) => event.stopPropagation());
      return { marker, button };
    };
    const made: Marker[] = [];
    for (const [n, one] of ring.entries()) {
      const { marker, button } = make(one, "corner", t("zone.corner", { number: n + 1 }));
      marker.on("dragend", () => {
        const { lng, lat } = marker.getLngLat();
        now.current.onRing(withMoved(now.current.ring, n, [lng, lat]));
      });
      button.addEventListener("focus", () => {
        focused.current = n;
      });
      button.addEventListener("blur", (event) => {
        // Corners are made anew after each change, and keep the focus then.
        if (event.relatedTarget) focused.current = undefined;
      });
      button.addEventListener("dblclick", () => now.current.onRing(withRemoved(now.current.ring, n)));
      button.addEventListener("keydown", (event) => {
        const step = event.shiftKey ? STEP / 10 : STEP;
        const moves: Record<string, Corner> = {
          ArrowUp: [0, step],
          ArrowDown: [0, -step],
          ArrowLeft: [-step, 0],
          ArrowRight: [step, 0],
        };
        const move = moves[event.key];
        if (move) {
          event.preventDefault();
          event.stopPropagation();
          now.current.onRing(withMoved(now.current.ring, n, [one[0] + move[0], one[1] + move[1]]));
        } else if (event.key === "Delete" || event.key === "Backspace") {
          event.preventDefault();
          focused.current = Math.max(0, n - 1);
          now.current.onRing(withRemoved(now.current.ring, n));
        }
      });
      made.push(marker);
      if (focused.current === n) button.focus({ preventScroll: true });
    }
    if (ring.length >= 3) {
      for (const [n, one] of ring.entries()) {
        const next = ring[(n + 1) % ring.length];
        if (!next || map.project(one).dist(map.project(next)) < ROOM_PX) continue;
        const half = middle(one, next);
        const { marker, button } = make(half, "middle", t("zone.add_corner", { number: n + 1 }));
        button.textContent = "+";
        button.addEventListener("click", () => {
          focused.current = n + 1;
          now.current.onRing(withAdded(now.current.ring, n, half));
        });
        made.push(marker);
      }
    }
    if (hub) {
      const { marker } = make([hub.lng, hub.lat], "hub", t("zone.hub"));
      marker.on("dragend", () => {
        const { lng, lat } = marker.getLngLat();
        now.current.onHub({ lng: round(lng), lat: round(lat) });
      });
      made.push(marker);
    }
    markers.current = made;
    return () => {
      for (const marker of made) marker.remove();
    };
  }, [map, rings, active, hub, t, zoom]);

  const addInMiddle = () => {
    const at = map?.getCenter();
    if (at) add([round(at.lng), round(at.lat)]);
  };

  return (
    <>
      <Button
        size="small"
        variant="outlined"
        startIcon={<Crosshair aria-hidden size={18} />}
        disabled={!map}
        onClick={addInMiddle}
        sx={{ mb: 1 }}
      >
        {t("zone.corner_here")}
      </Button>
      <MapFrame
        label={label}
        data-testid="zone-map"
        sx={{
          height: { xs: 380, md: 560 },
          "& .zone-corner, & .zone-middle, & .zone-hub": { p: 0, font: "inherit", cursor: "grab" },
          "& .zone-corner": {
            width: 26,
            height: 26,
            borderRadius: "50%",
            border: "3px solid #0f5c4d",
            bgcolor: "#fff",
          },
          "& .zone-middle": {
            width: 24,
            height: 24,
            borderRadius: "50%",
            border: "1px solid #0f5c4d",
            bgcolor: "rgb(255 255 255 / 0.8)",
            color: "#0f5c4d",
            fontWeight: 800,
            lineHeight: "18px",
            cursor: "copy",
          },
          "& .zone-hub": {
            width: 26,
            height: 26,
            borderRadius: "8px",
            border: "3px solid #fff",
            bgcolor: "#e0912f",
            boxShadow: "0 1px 4px rgb(0 0 0 / 0.4)",
          },
          "& button:focus-visible": { outline: "4px solid #e0912f" },
        }}
      >
        <Box ref={place} sx={{ width: "100%", height: "100%" }} />
        <MiddleMark />
      </MapFrame>
    </>
  );
}
