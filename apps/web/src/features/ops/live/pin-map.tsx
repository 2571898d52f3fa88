import Box from "@mui/material/Box";
import { Marker } from "maplibre-gl";
import { useEffect, useRef } from "react";
import type { LatLng } from "@/generated/ops";
import { MapFrame } from "@/shared/map/map-frame";
import { useBaseMap } from "../parts/use-base-map";

export interface Pin {
  id: string;
  at: LatLng;
  label: string;
  /** Written into the pin. */
  text?: string;
  tone: "live" | "stale" | "dark" | "job" | "booking" | "waiting";
  chosen?: boolean;
}

export interface Bounds {
  south: number;
  west: number;
  north: number;
  east: number;
}

/** A map of pins that can be pressed; tells what part of the world is seen. */
export default function PinMap({
  label,
  center,
  zoom,
  pins,
  onPick,
  onSeen,
}: {
  label: string;
  center: LatLng;
  zoom: number;
  pins: Pin[];
  onPick: (id: string) => void;
  onSeen: (bounds: Bounds) => void;
}) {
  const { place, map } = useBaseMap(center, zoom);
  const markers = useRef(new Map<string, Marker>());
  const tell = useRef({ onPick, onSeen });
  tell.current = { onPick, onSeen };

  useEffect(() => {
    if (!map) return;
    const seen = () => {
      const bounds = map.getBounds();
      const cut = (degrees: number) => Math.round(degrees * 1000) / 1000;
      tell.current.onSeen({
        south: cut(bounds.getSouth()),
        west: cut(bounds.getWest()),
        north: cut(bounds.getNorth()),
        east: cut(bounds.getEast()),
      });
    };
    seen();
    map.on("moveend", seen);
    const known = markers.current;
    return () => {
      known.clear();
    };
  }, [map]);

  useEffect(() => {
    if (!map) return;
    const wanted = new Set(pins.map(({ id }) => id));
    for (const [id, marker] of markers.current) {
      if (wanted.has(id)) continue;
      marker.remove();
      markers.current.delete(id);
    }
    for (const pin of pins) {
      let marker = markers.current.get(pin.id);
      if (!marker) {
        const button = document.createElement("button");
        button.type = "button";
        button.addEventListener("click", () => tell.current.onPick(pin.id));
        // Heaps stand beside the middle of their district, where technicians may stand.
        const offset: [number, number] = pin.text ? [-20, -20] : [0, 0];
        marker = new Marker({ element: button, anchor: "center", offset });
        marker.setLngLat([pin.at.lng, pin.at.lat]).addTo(map);
        markers.current.set(pin.id, marker);
      }
      marker.setLngLat([pin.at.lng, pin.at.lat]);
      const element = marker.getElement();
      element.setAttribute("aria-label", pin.label);
      element.title = pin.label;
      element.dataset.tone = pin.tone;
      element.dataset.chosen = String(pin.chosen ?? false);
      element.textContent = pin.text ?? "";
      element.classList.add("ops-pin");
    }
  }, [map, pins]);

  return (
    <MapFrame
      label={label}
      sx={{
        height: "100%",
        minHeight: 380,
        "& .ops-pin": {
          width: 26,
          height: 26,
          p: 0,
          border: "3px solid #fff",
          borderRadius: "50%",
          boxShadow: "0 1px 4px rgb(0 0 0 / 0.4)",
          font: "inherit",
          fontSize: "0.8rem",
          fontWeight: 800,
          color: "#fff",
          cursor: "pointer",
          lineHeight: "18px",
        },
        "& .ops-pin[data-tone=live]": { bgcolor: "#1c6b3c" },
        "& .ops-pin[data-tone=job]": { bgcolor: "#24588a" },
        "& .ops-pin[data-tone=stale]": { bgcolor: "#8a5200" },
        "& .ops-pin[data-tone=dark]": { bgcolor: "#5b6762" },
        "& .ops-pin[data-tone=booking]": {
          bgcolor: "#24588a",
          borderRadius: "8px",
          width: 32,
          height: 32,
          lineHeight: "24px",
        },
        "& .ops-pin[data-tone=waiting]": {
          bgcolor: "#a3341f",
          borderRadius: "8px",
          width: 32,
          height: 32,
          lineHeight: "24px",
        },
        "& .ops-pin[data-chosen=true]": { outline: "4px solid #e0912f", zIndex: 3 },
        "& .ops-pin:focus-visible": { outline: "4px solid #e0912f", zIndex: 4 },
      }}
    >
      <Box ref={place} sx={{ width: "100%", height: "100%", minHeight: "inherit" }} />
    </MapFrame>
  );
}
