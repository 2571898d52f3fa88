import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import type { AdminZoneOut } from "@/generated/ops";
import { type Marker, maps, markers } from "@/testing/map";
import {
  address,
  answer,
  field,
  files,
  fill,
  lastTo,
  logIn,
  press,
  refusal,
  rows,
  sentTo,
  show,
  t,
  whenSent,
  wrongAt,
} from "@/testing/screen";
import Zone from "./zone";
import Zones from "./zones";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const SQUARE = [
  [31.2, 29.9],
  [31.3, 29.9],
  [31.3, 30],
  [31.2, 30],
];
const MAADI: AdminZoneOut = {
  id: "z1",
  code: "maadi",
  name: { ar: "المعادي", en: "Maadi" },
  governorate: "EG-C",
  area: { type: "Polygon", coordinates: [[...SQUARE, SQUARE[0] as number[]]] },
  hub: { lat: 29.95, lng: 31.25 },
  freeDistanceM: 5000,
  travelFeePerKm: { amount: 500, currency: "EGP" },
  surgeBp: 10_000,
  surgeMinBp: 10_000,
  surgeMaxBp: 20_000,
  surgeUntil: null,
  openingHours: [{ weekday: 0, start_minute: 540, end_minute: 1260 }],
  isActive: true,
  version: 3,
};
const ONE = { at: "/ops/zones/z1", route: "/ops/zones/:id" };

/** A marker on the map by what it is called. */
const marked = (name: string): Marker => {
  const found = Array.from(markers).find((one) => one.getElement().getAttribute("aria-label") === name);
  if (!found) throw new Error(`no ${name} on the map`);
  return found;
};
const corners = () => document.querySelectorAll(".zone-corner").length;
const drawn = async (count: number) => waitFor(() => expect(corners()).toBe(count));
const newest = () => {
  const map = maps.at(-1);
  if (!map) throw new Error("no map");
  return map;
};

beforeEach(() => {
  logIn();
  maps.splice(0);
  markers.clear();
  answer("GET /api/v1/admin/zones", { items: [MAADI] });
  answer("GET /api/v1/admin/zones/*/history", { items: [] });
  answer("GET /api/v1/admin/audit-log", { items: [] });
  answer("GET /map/districts.json", {
    governorates: { "EG-C": { ar: "القاهرة", en: "Cairo" }, "EG-GZ": { ar: "الجيزة", en: "Giza" } },
    districts: [],
  });
});

test("zones with their size and surge; those that are not served can be left out", async () => {
  answer("GET /api/v1/admin/zones", {
    items: [
      MAADI,
      {
        ...MAADI,
        id: "z2",
        code: "dokki",
        name: { ar: "الدقي", en: "Dokki" },
        isActive: false,
        surgeBp: 12_500,
      },
    ],
  });
  show(<Zones />, { at: "/ops/zones" });
  await screen.findByText("Maadi");
  await waitFor(() => expect(rows()[0]?.slice(2, 5)).toEqual(["Cairo", t("zone.km2", { size: 107 }), "–"]));
  expect(rows()[1]?.[4]).toBe("×1.25");
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect((await Array.from(files.values())[0])?.split("\r\n")[2]).toBe(
    "Dokki,dokki,EG-C,107,1.25,5.00,false",
  );
  await fill(t("form.active"), "no");
  await waitFor(() => expect(rows().map((row) => row[0])).toEqual(["Dokki"]));
});

test("corners are dragged, moved by keys, taken off and added; the area is sent closed and the right way round", async () => {
  show(<Zone />, ONE);
  await drawn(4);
  const map = newest();
  expect(map.fitted, "the whole zone is in sight").toBe(1);
  marked(t("zone.corner", { number: 1 })).drag([31.19, 29.89]);
  await waitFor(() =>
    expect(marked(t("zone.corner", { number: 1 })).getLngLat()).toEqual({ lng: 31.19, lat: 29.89 }),
  );

  const second = marked(t("zone.corner", { number: 2 })).getElement();
  second.focus();
  fireEvent.keyDown(second, { key: "ArrowUp" });
  await waitFor(() => expect(marked(t("zone.corner", { number: 2 })).getLngLat().lat).toBe(29.901));
  const moved = marked(t("zone.corner", { number: 2 })).getElement();
  expect(document.activeElement, "it keeps the focus").toBe(moved);
  fireEvent.keyDown(moved, { key: "ArrowRight", shiftKey: true });
  await waitFor(() => expect(marked(t("zone.corner", { number: 2 })).getLngLat().lng).toBe(31.3001));
  fireEvent.keyDown(marked(t("zone.corner", { number: 2 })).getElement(), { key: "x" });

  fireEvent.click(marked(t("zone.add_corner", { number: 4 })).getElement());
  await drawn(5);
  expect(marked(t("zone.corner", { number: 5 })).getLngLat()).toEqual({ lng: 31.195, lat: 29.945 });
  fireEvent.dblClick(marked(t("zone.corner", { number: 5 })).getElement());
  await drawn(4);
  map.fire("click", { lngLat: { lng: 31.25, lat: 30.02 } });
  await drawn(5);
  expect(marked(t("zone.corner", { number: 4 })).getLngLat(), "where the detour is least").toEqual({
    lng: 31.25,
    lat: 30.02,
  });
  fireEvent.keyDown(marked(t("zone.corner", { number: 4 })).getElement(), { key: "Delete" });
  await drawn(4);
  marked(t("zone.hub")).drag([31.24, 29.96]);
  await waitFor(() => expect(marked(t("zone.hub")).getLngLat()).toEqual({ lng: 31.24, lat: 29.96 }));

  answer("PUT /api/v1/admin/zones/z1", MAADI);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/zones"));
  expect(lastTo("PUT /api/v1/admin/zones/z1").body).toMatchObject({
    area: {
      type: "MultiPolygon",
      coordinates: [
        [
          [
            [31.19, 29.89],
            [31.3001, 29.901],
            [31.3, 30],
            [31.2, 30],
            [31.19, 29.89],
          ],
        ],
      ],
    },
    hub: { lng: 31.24, lat: 29.96 },
    version: 3,
  });
});

test("an area that crosses itself, and a hub outside, are not sent", async () => {
  show(<Zone />, ONE);
  await drawn(4);
  marked(t("zone.corner", { number: 1 })).drag([31.35, 29.99]);
  await screen.findByText(t("zone.crossed"));
  await press(t("act.save"));
  await screen.findByText(t("zone.incomplete"));
  marked(t("zone.corner", { number: 1 })).drag([31.2, 29.9]);
  await waitFor(() => expect(screen.queryByText(t("zone.crossed"))).toBeNull());
  marked(t("zone.hub")).drag([32, 29.95]);
  await screen.findByText(t("zone.hub_outside"));
  await press(t("act.save"));
  await waitFor(() => expect(sentTo("PUT /api/v1/admin/zones/z1")).toEqual([]));
});

test("a new zone is drawn in two parts, with hours of its own", async () => {
  show(<Zone />, { ...ONE, at: "/ops/zones/new" });
  await waitFor(() => expect(maps).toHaveLength(1));
  await waitFor(() => screen.getByRole("option", { name: "Giza" }));
  const map = newest();
  const points = [
    [31.1, 30],
    [31.15, 30],
    [31.15, 30.05],
  ];
  for (const [n, [lng, lat]] of points.entries()) {
    await waitFor(() => map.fire("click", { lngLat: { lng, lat } }));
    await drawn(n + 1);
  }
  await press(t("zone.add_part"));
  await drawn(0);
  map.fire("click", { lngLat: { lng: 31.4, lat: 30 } });
  await drawn(1);
  await press(t("zone.clear_part"));
  await drawn(0);
  await press(t("zone.part", { number: 1 }));
  await drawn(3);

  const [from] = screen.getAllByLabelText(new RegExp(`Sunday ${t("zone.from")}`));
  fireEvent.change(from as HTMLElement, { target: { value: "22:00" } });
  await screen.findByText(t("zone.bad_hours"));
  await press(t("zone.remove_span", { day: "Sunday" }));
  await screen.findByText(t("zone.closed"));
  await press(t("zone.add_span"));
  await waitFor(() => expect(screen.queryByText(t("zone.closed"))).toBeNull());

  await fill("name.ar", "الجيزة");
  await fill("name.en", "Giza");
  await fill("code", "giza");
  await fill("governorate", "EG-GZ");
  await fill("freeDistanceM", "-1");
  await press(t("act.save"));
  await waitFor(() => expect(wrongAt("freeDistanceM")).toBe(t("form.too_low")));
  await fill("freeDistanceM", "4000");
  answer(
    "POST /api/v1/admin/zones",
    refusal(422, "validation", "Check it.", [
      { field: "area", message: "It lies over Maadi." },
      { field: "openingHours[0].end_minute", message: "Too late at night." },
    ]),
  );
  await press(t("act.save"));
  await screen.findByText("It lies over Maadi.");
  screen.getByText("Too late at night.");
  answer("POST /api/v1/admin/zones", MAADI);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/zones"));
  const { body } = lastTo("POST /api/v1/admin/zones");
  expect(body).toMatchObject({
    governorate: "EG-GZ",
    freeDistanceM: 4000,
    travelFeePerKm: { amount: 500, currency: "EGP" },
    hub: { lng: 31.133333, lat: 30.016667 },
    isActive: true,
  });
  const { area, openingHours } = body as { area: { coordinates: unknown[] }; openingHours: unknown[] };
  expect(area.coordinates, "a part without corners is none").toHaveLength(1);
  expect(openingHours).toHaveLength(7);
});

test("a new zone is drawn without a finger: the map is moved below its middle", async () => {
  show(<Zone />, { ...ONE, at: "/ops/zones/new" });
  const add = await screen.findByRole("button", { name: t("zone.corner_here") });
  await waitFor(() => expect(add).toHaveProperty("disabled", false));
  add.focus();
  for (const [n, [lng, lat]] of [
    [31.1, 30],
    [31.15, 30],
    [31.1500004, 30.05],
  ].entries()) {
    newest().center = { lng: lng as number, lat: lat as number };
    fireEvent.click(add);
    await drawn(n + 1);
  }
  expect(document.activeElement, "the next corner is one more press").toBe(add);
  expect(marked(t("zone.corner", { number: 3 })).getLngLat()).toEqual({ lng: 31.15, lat: 30.05 });
  newest().center = { lng: 31.125, lat: 29.99 };
  fireEvent.click(add);
  await drawn(4);
  expect(marked(t("zone.corner", { number: 2 })).getLngLat(), "where the detour is least").toEqual({
    lng: 31.125,
    lat: 29.99,
  });
});

test("surge: how much, until when and why, on the version that was seen", async () => {
  show(<Zone />, ONE);
  const surge = await screen.findByRole("region", { name: t("zone.surge") });
  fireEvent.change(field("multiplierBp", surge), { target: { value: "many" } });
  await press(t("zone.set_surge"), surge);
  await waitFor(() => expect(wrongAt("multiplierBp")).toBe(t("form.bad_percent")));
  fireEvent.change(field("multiplierBp", surge), { target: { value: "١٢٥" } });
  fireEvent.change(field("until", surge), { target: { value: "2026-06-01T20:00" } });
  fireEvent.change(field("reason", surge), { target: { value: "a match" } });
  answer("PUT /api/v1/admin/zones/z1/surge", { ...MAADI, surgeBp: 12_500, version: 4 });
  answer("GET /api/v1/admin/zones", { items: [{ ...MAADI, surgeBp: 12_500, version: 4 }] });
  await press(t("zone.set_surge"), surge);
  expect((await whenSent("PUT /api/v1/admin/zones/z1/surge")).body).toEqual({
    multiplierBp: 12_500,
    until: "2026-06-01T17:00:00.000Z",
    reason: "a match",
    version: 3,
  });
  await waitFor(() => expect(field("multiplierBp").value).toBe("125"));
  await waitFor(() => expect(field("reason", surge).value).toBe(""));
});

test("a zone that is gone, and zones that cannot be had", async () => {
  const { unmount } = show(<Zone />, { ...ONE, at: "/ops/zones/z9" });
  await screen.findByText(t("form.gone"));
  unmount();
  answer("GET /api/v1/admin/zones", refusal(503, "away", "Try again soon."));
  show(<Zone />, ONE);
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/zones", { items: [MAADI] });
  await press(t("act.retry"));
  await drawn(4);
});
