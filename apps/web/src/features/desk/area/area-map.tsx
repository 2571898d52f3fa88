import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useTheme } from "@mui/material/styles";
import { Crosshair } from "lucide-react";
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl";
import { useEffect, useRef, useState } from "react";
import type { LatLng } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { makeMap } from "@/shared/map/base";
import { MapFrame } from "@/shared/map/map-frame";
import { MiddleMark } from "@/shared/map/middle-mark";
import { useDark } from "@/shared/map/use-dark";
import { boundsOf, type Drawn, ringOf } from "./shape";

interface Props {
  label: string;
  shapes: Drawn["shape"][];
  center: LatLng;
  height: number;
  /** Somebody tapped the map there. */
  onTap?: (at: LatLng) => void;
  /** What the button says that does without a finger: a tap in the middle of the map. */
  middle?: string;
}

/** Areas on the map; while one is drawn, each tap is told. */
export default function AreaMap({ label, shapes, center, height, onTap, middle }: Props) {
  const { preferences } = useLanguage();
  const theme = useTheme();
  const dark = useDark();
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<MapLibre | null>(null);
  const tapped = useRef(onTap);
  tapped.current = onTap;
  const first = useRef(center);
  const [ready, setReady] = useState(false);
  const brand = theme.palette.primary.main;

  useEffect(() => {
    const gone = new AbortController();
    const wish = { lang: preferences.lang, dark, center: first.current, zoom: 10.5 };
    void makeMap(() => place.current, wish, gone.signal).then((made) => {
      if (!made) return;
      made.on("click", ({ lngLat }) => tapped.current?.({ lat: lngLat.lat, lng: lngLat.lng }));
      made.on("load", () => {
        made.addSource("areas", { type: "geojson", data: EMPTY });
        made.addLayer({
          id: "areas-ground",
          type: "fill",
          source: "areas",
          filter: ["==", ["geometry-type"], "Polygon"],
          paint: { "fill-color": brand, "fill-opacity": 0.18 },
        });
        made.addLayer({
          id: "areas-line",
          type: "line",
          source: "areas",
          paint: { "line-color": brand, "line-width": 3 },
        });
        made.addLayer({
          id: "areas-points",
          type: "circle",
          source: "areas",
          filter: ["==", ["geometry-type"], "Point"],
          paint: {
            "circle-radius": 7,
            "circle-color": "#e0912f",
            "circle-stroke-color": "#ffffff",
            "circle-stroke-width": 2.5,
          },
        });
        if (!gone.signal.aborted) setReady(true);
      });
      map.current = made;
    });
    return () => {
      gone.abort();
      map.current?.remove();
      map.current = null;
      setReady(false);
    };
  }, [preferences.lang, dark, brand]);

  const drawing = onTap !== undefined;
  useEffect(() => {
    if (!ready) return;
    map.current?.getSource<GeoJSONSource>("areas")?.setData({
      type: "FeatureCollection",
      features: shapes.flatMap((shape) => featuresOf(shape, drawing)),
    });
  }, [ready, shapes, drawing]);

  const fitted = useRef("");
  useEffect(() => {
    if (!ready) return;
    // While points are set by hand the map stays where it is.
    const bounds = boundsOf(shapes.filter((one) => !(drawing && one.kind === "polygon")).map(ringOf));
    const now = JSON.stringify(bounds);
    if (!bounds || fitted.current === now) return;
    fitted.current = now;
    map.current?.fitBounds(bounds, { padding: 28, maxZoom: 14, duration: 0 });
  }, [ready, shapes, drawing]);

  useEffect(() => {
    if (ready && drawing && shapes.every((one) => one.kind === "polygon" && one.points.length === 0))
      map.current?.easeTo({ center: [center.lng, center.lat], zoom: 12, duration: 0 });
  }, [ready, drawing, shapes, center.lat, center.lng]);

  const tapMiddle = () => {
    const at = map.current?.getCenter();
    if (at) onTap?.({ lat: round(at.lat), lng: round(at.lng) });
  };

  const drawn = (
    <MapFrame
      label={label}
      sx={{
        height,
        "& canvas": { cursor: drawing ? "crosshair" : undefined },
      }}
    >
      <Box ref={place} sx={{ width: "100%", height: "100%" }} />
      {middle && <MiddleMark />}
    </MapFrame>
  );
  if (!middle) return drawn;
  return (
    <>
      {drawn}
      <Button variant="outlined" startIcon={<Crosshair aria-hidden />} disabled={!ready} onClick={tapMiddle}>
        {middle}
      </Button>
    </>
  );
}

const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;

const EMPTY = { type: "FeatureCollection" as const, features: [] };

type Geometry =
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "LineString"; coordinates: [number, number][] }
  | { type: "Point"; coordinates: [number, number] };
interface Feature {
  type: "Feature";
  properties: object;
  geometry: Geometry;
}

function featuresOf(shape: Drawn["shape"], drawing: boolean): Feature[] {
  const ring = ringOf(shape);
  const features: Feature[] = [];
  if (ring.length > 0)
    features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } });
  if (!drawing) return features;
  const points = shape.kind === "polygon" ? shape.points : [shape.center];
  if (ring.length === 0 && points.length > 1)
    features.push({
      type: "Feature",
      properties: {},
      geometry: { type: "LineString", coordinates: points.map(({ lng, lat }) => [lng, lat]) },
    });
  for (const { lng, lat } of points)
    features.push({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [lng, lat] } });
  return features;
}
