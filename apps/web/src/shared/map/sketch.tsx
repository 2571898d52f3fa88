import Box from "@mui/material/Box";
import { useEffect, useMemo, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { groundColours, linesOf, NAME_SIZES, NILE_WIDTHS, type Piece, piece } from "./ground";
import type { Spot } from "./map-view";
import { fromMiddle, type Point, type Position, type View, viewOf } from "./mercator";
import { PinShape } from "./pin";
import { useDark } from "./use-dark";
import { useDistricts } from "./use-districts";

/** A phone's narrowest map: what stands within it is seen on each. */
const NARROWEST = 280;
/** Beyond the widest one nothing is drawn. */
const WIDEST = 900;
const PADDING = 48;
const CLOSEST = 15;

interface Props {
  center: LatLng;
  zoom: number;
  height: number;
  spots: Spot[];
}

/**
 * The project's own base as a still picture with its pins, drawn by the page itself: it is there at
 * once, costs no library and no GPU, and lets a finger scroll past it.
 */
export function Sketch({ center, zoom, height, spots }: Props) {
  const { preferences } = useLanguage();
  const dark = useDark();
  const view = useView(spots, center, zoom, height);
  const ground = useGround();
  const districts = useDistricts()?.districts;
  const colours = groundColours(dark);
  const land = useMemo(() => pathOf(ground?.land, view, height, "Z"), [ground, view, height]);
  const nile = useMemo(() => pathOf(ground?.nile, view, height, ""), [ground, view, height]);
  const size = between(NAME_SIZES, view.zoom, 1);
  const pins = spots.map((spot) => ({ ...spot, ...fromMiddle([spot.at.lng, spot.at.lat], view) }));
  const names = useMemo(() => {
    const all = (districts ?? []).map(({ ar, en, at }) => ({
      name: preferences.lang === "ar" ? ar : en,
      ...fromMiddle(at, view),
    }));
    return apart(all.filter(near(height)), size);
  }, [districts, preferences.lang, view, height, size]);
  return (
    <Box
      component="svg"
      data-testid="map-sketch"
      width="100%"
      height="100%"
      sx={{ display: "block", bgcolor: land ? colours.sea : colours.land }}
    >
      <svg x="50%" y="50%" overflow="visible" aria-hidden>
        <path d={land} fill={colours.land} stroke={colours.line} />
        <path
          d={nile}
          fill="none"
          stroke={colours.water}
          strokeWidth={between(NILE_WIDTHS, view.zoom, 2)}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        {names.map(({ name, x, y }) => (
          <text
            key={name}
            x={x}
            y={y}
            fill={colours.text}
            stroke={colours.halo}
            strokeWidth={3.2}
            paintOrder="stroke"
            fontSize={size}
            textAnchor="middle"
            direction={preferences.lang === "ar" ? "rtl" : "ltr"}
          >
            {name}
          </text>
        ))}
      </svg>
      <svg x="50%" y="50%" overflow="visible">
        {pins.map(({ id, kind, label, x, y }) => (
          <g key={id} role="img" aria-label={label} transform={`translate(${x - 15} ${y - 39}) scale(0.75)`}>
            <PinShape kind={kind} />
          </g>
        ))}
      </svg>
    </Box>
  );
}

/** What is shown: it stays as it is until a pin would leave it. */
function useView(spots: Spot[], center: LatLng, zoom: number, height: number): View {
  const [{ view, of }, setView] = useState<{ view?: View; of?: Spot[] }>({});
  const room = { width: NARROWEST, height };
  const inside =
    view &&
    spots.every(({ at }) => {
      const { x, y } = fromMiddle([at.lng, at.lat], view);
      return Math.abs(x) < room.width / 2 - 16 && y < height / 2 - 8 && y > 40 - height / 2;
    });
  // What was made for these is not made again, whatever they are.
  if (view && (of === spots || inside)) return view;
  const places = spots.map(({ at }) => at);
  const fresh =
    places.length > 1 ? viewOf(places, room, PADDING, CLOSEST) : { center: places[0] ?? center, zoom };
  setView({ view: fresh, of: spots });
  return fresh;
}

/** Land and water, once they came. */
function useGround() {
  const [ground, setGround] = useState<{ land: Piece; nile: Piece }>();
  useEffect(() => {
    let gone = false;
    void Promise.all([piece("egypt"), piece("nile")]).then(
      ([land, nile]) => !gone && setGround({ land, nile }),
    );
    return () => {
      gone = true;
    };
  }, []);
  return ground;
}

/** A piece's lines as an SVG path around the middle; what lies wholly elsewhere is left out. */
function pathOf(from: Piece | undefined, view: View, height: number, end: string): string {
  if (!from) return "";
  const lines = linesOf(from).map((line: Position[]) => line.map((at) => fromMiddle(at, view)));
  return lines
    .filter((line) => touches(line, height))
    .map((line) => `M${line.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}${end}`)
    .join("");
}

function touches(line: Point[], height: number): boolean {
  const [xs, ys] = [line.map(({ x }) => x), line.map(({ y }) => y)];
  return (
    Math.min(...xs) < WIDEST / 2 &&
    Math.max(...xs) > -WIDEST / 2 &&
    Math.min(...ys) < height / 2 &&
    Math.max(...ys) > -height / 2
  );
}

const near =
  (height: number) =>
  ({ x, y }: Point) =>
    Math.abs(x) < WIDEST / 2 && Math.abs(y) < height / 2;

/** Names that don't run into one another: the first come stay. */
function apart<N extends Point & { name: string }>(names: N[], size: number): N[] {
  const kept: N[] = [];
  const half = ({ name }: N) => name.length * size * 0.29;
  for (const one of names) {
    const free = kept.every(
      (other) =>
        Math.abs(one.x - other.x) > half(one) + half(other) || Math.abs(one.y - other.y) > size * 1.3,
    );
    if (free) kept.push(one);
  }
  return kept;
}

/** A value between stops (zoom, value, zoom, value …), as MapLibre's `interpolate` with a base. */
export function between(stops: readonly number[], zoom: number, base: number): number {
  let n = 0;
  while (n + 4 < stops.length && zoom > (stops[n + 2] as number)) n += 2;
  const [z0, v0, z1, v1] = stops.slice(n, n + 4) as [number, number, number, number];
  const along = Math.min(Math.max(zoom, z0), z1) - z0;
  const share = base === 1 ? along / (z1 - z0) : (base ** along - 1) / (base ** (z1 - z0) - 1);
  return v0 + (v1 - v0) * share;
}
