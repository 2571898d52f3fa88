import { act, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { config } from "@/shared/lib/config";
import { maps, markers } from "@/testing/map";
import { press, show, t } from "@/testing/screen";
import { LazyMap } from "./lazy-map";
import type { Spot } from "./map-view";
import { between } from "./sketch";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));
vi.mock("./ground", async (original) => ({
  ...(await original<typeof import("./ground")>()),
  piece: async (name: string) => (name === "nile" ? NILE : LAND),
}));
vi.mock("./districts", () => ({ loadDistricts: async () => ({ governorates: {}, districts: DISTRICTS }) }));

const LAND = {
  type: "FeatureCollection",
  features: [
    square(25, 22, 36, 31),
    // Far from everything shown.
    square(33, 28, 34, 29),
  ],
};
const NILE = {
  type: "Feature",
  geometry: {
    type: "MultiLineString",
    coordinates: [
      [
        [31.22, 29.8],
        [31.22, 30.2],
      ],
    ],
  },
};
const DISTRICTS = [
  { g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] },
  // It would stand on the first.
  { g: "EG-C", ar: "المعادي الجديدة", en: "New Maadi", at: [31.2502, 29.9601] },
  { g: "EG-ALX", ar: "سموحة", en: "Smouha", at: [29.95, 31.21] },
];
const HOME: Spot = { id: "home", at: { lat: 29.96, lng: 31.25 }, kind: "home", label: "home" };
const him = (lat: number): Spot => ({
  id: "technician",
  at: { lat, lng: 31.25 },
  kind: "technician",
  label: "technician",
});

function square(west: number, south: number, east: number, north: number) {
  const corners = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Feature", geometry: { type: "MultiPolygon", coordinates: [[corners]] } };
}

const byFinger = (is: boolean) =>
  vi.stubGlobal("matchMedia", (query: string) => ({
    matches: is && query === "(pointer: coarse)",
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
const map = (spots?: Spot[], onMoved?: () => void) => (
  <LazyMap
    label="where"
    center={HOME.at}
    height={260}
    {...(spots && { spots })}
    {...(onMoved && { onMoved })}
  />
);
let move: (to: Spot) => void = () => undefined;
function Moving() {
  const [there, setThere] = useState(him(29.97));
  move = (to) => act(() => setThere(to));
  return map([HOME, there]);
}
const pins = () =>
  screen.getAllByRole("img").map((pin) => ({
    name: pin.getAttribute("aria-label"),
    at:
      pin
        .getAttribute("transform")
        ?.match(/-?[\d.]+/g)
        ?.map(Number) ?? [],
  }));

afterEach(() => {
  vi.unstubAllGlobals();
  delete config.map;
  maps.length = 0;
  markers.clear();
});

test("on a phone it is a picture until somebody wants to move it", async () => {
  byFinger(true);
  show(map([HOME, him(29.97)]));
  await screen.findByText("Maadi");
  expect(screen.queryByText("New Maadi")).toBeNull();
  expect(screen.queryByText("Smouha")).toBeNull();
  expect(pins().map(({ name }) => name)).toEqual(["home", "technician"]);
  const drawn = screen.getByTestId("map-sketch").querySelectorAll("path");
  const lines = Array.from(drawn, (path) => path.getAttribute("d") ?? "").filter((d) => d.startsWith("M"));
  expect(lines.slice(0, 2).map((line) => line.split("M").length - 1)).toEqual([1, 1]);
  expect(maps).toHaveLength(0);
  await press(t("map.move"));
  await waitFor(() => expect(markers.size).toBe(2));
  expect(screen.queryByRole("button", { name: t("map.move") })).toBeNull();
  // Until all of it is drawn the picture stays.
  screen.getByTestId("map-sketch");
  act(() => maps[0]?.fire("idle"));
  expect(screen.queryByTestId("map-sketch")).toBeNull();
  expect(document.activeElement).toBe(maps[0]?.container);
});

test("the picture stays where it is while its pins move, and follows one that would leave it", async () => {
  byFinger(true);
  show(<Moving />);
  await screen.findByText("Maadi");
  const [home, first] = pins();
  move(him(29.969));
  const [still, moved] = pins();
  expect(still?.at).toEqual(home?.at);
  expect(moved?.at[1]).toBeGreaterThan(first?.at[1] ?? Number.NaN);
  move(him(30.05));
  const [fresh, far] = pins();
  expect(fresh?.at).not.toEqual(home?.at);
  for (const { at } of [fresh, far] as { at: number[] }[]) {
    expect(Math.abs((at[1] ?? 0) + 39)).toBeLessThan(130);
  }
});

test("a position that can't be is drawn all the same", async () => {
  byFinger(true);
  show(map([HOME, { ...him(89.9), at: { lat: 89.9, lng: -179 } }]));
  await screen.findByTestId("map-sketch");
  expect(pins()).toHaveLength(2);
});

test("with a mouse the map comes by itself, and nobody's keys are taken", async () => {
  byFinger(false);
  show(map([HOME]));
  screen.getByTestId("map-sketch");
  await waitFor(() => expect(markers.size).toBe(1));
  act(() => maps[0]?.fire("idle"));
  expect(screen.queryByTestId("map-sketch")).toBeNull();
  expect(document.activeElement).toBe(document.body);
});

test("a map to choose on, and an installation's own, are never a picture first", async () => {
  byFinger(true);
  const choosing = show(map(undefined, () => undefined));
  await waitFor(() => expect(maps).toHaveLength(1));
  expect(screen.queryByTestId("map-sketch")).toBeNull();
  choosing.unmount();
  config.map = { kind: "raster", url: "/tiles/{z}/{x}/{y}.png" };
  show(map([HOME]));
  await waitFor(() => expect(maps).toHaveLength(2));
  expect(screen.queryByTestId("map-sketch")).toBeNull();
});

test("between two zooms values grow as MapLibre lets them", () => {
  const stops = [6, 2, 11, 8, 15, 90];
  expect([5, 6, 11, 15, 16].map((zoom) => between(stops, zoom, 2))).toEqual([2, 2, 8, 90, 90]);
  // (2 − 1) / (16 − 1) of the way.
  expect(between(stops, 12, 2)).toBeCloseTo(8 + 82 / 15);
  expect(between([9, 11, 14, 17], 11.5, 1)).toBe(14);
});
