import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { maps } from "@/testing/map";
import {
  answer,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  show,
  t,
} from "@/testing/screen";
import { Shift } from "../shift";
import AreasScreen from "./areas-screen";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const AREAS = "/api/v1/providers/me/areas";
const CIRCLE = {
  name: "Around home",
  isPrimary: true,
  travelMinutes: 30,
  shape: { kind: "radius", center: { lat: 30, lng: 31.2 }, radiusM: 5000 },
};

beforeEach(() => {
  logIn("service_provider");
  maps.splice(0);
  answer("GET /api/v1/providers/me", { id: "me", home: { lat: 30.01, lng: 31.21 }, isOnline: false });
  answer("GET /api/v1/bookings", { items: [] });
  answer("GET /map/districts.json", {
    governorates: { "EG-C": { ar: "القاهرة", en: "Cairo" } },
    districts: [{ g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] }],
  });
  answer(`GET ${AREAS}`, { items: [CIRCLE] });
});

const open = () =>
  show(
    <Shift>
      <AreasScreen />
    </Shift>,
  );
const tap = (lng: number, lat: number) => maps.at(-1)?.fire("click", { lngLat: { lng, lat } });
const save = () => lastTo(`PUT ${AREAS}`).body as { areas: object[] };

test("a circle is moved by a tap or to a district, and made wider", async () => {
  open();
  await screen.findByText("Around home");
  screen.getByText(t("areas.within", { distance: format.distance(5000) }));
  await press(t("areas.edit", { name: "Around home" }));
  await screen.findByText(t("areas.how_circle"));
  await waitFor(() => expect(maps).toHaveLength(2));
  tap(31.3, 30.05);
  await press(format.distance(8000));
  await fill(t("areas.name"), " ");
  expect(isOpen(t("act.save"))).toBe(false);
  await fill(t("areas.name"), "Nasr City");
  answer(
    `PUT ${AREAS}`,
    refusal(422, "validation", "Check it.", [{ field: "areas[0].shape", message: "Too far from home." }]),
  );
  await press(t("act.save"));
  await screen.findByText("Too far from home.");
  await waitFor(() => screen.getByRole("option", { name: "Maadi" }));
  await fill(t("pin.district"), "0");
  answer(`PUT ${AREAS}`, { items: [] });
  await press(t("act.save"));
  await screen.findByText("Around home");
  expect(save().areas).toEqual([
    {
      ...CIRCLE,
      name: "Nasr City",
      shape: { kind: "radius", center: { lat: 29.96, lng: 31.25 }, radiusM: 8000 },
    },
  ]);
});

test("an area is drawn without a finger: the map is moved below its middle", async () => {
  open();
  await press(t("areas.draw"));
  const add = await screen.findByRole("button", { name: t("areas.corner_here") });
  await waitFor(() => expect(add).toHaveProperty("disabled", false));
  for (const [lng, lat] of [
    [31.2, 30],
    [31.25, 30],
    [31.2500004, 30.05],
  ]) {
    const map = maps.at(-1);
    if (!map) throw new Error("no map");
    map.center = { lng: lng as number, lat: lat as number };
    fireEvent.click(add);
  }
  await screen.findByRole("button", { name: t("areas.undo", { count: 3 }) });
  answer(`PUT ${AREAS}`, { items: [CIRCLE] });
  await press(t("act.save"));
  await waitFor(() => expect(save().areas).toHaveLength(2));
  expect(save().areas[1]).toMatchObject({
    shape: {
      kind: "polygon",
      ring: [
        [31.2, 30],
        [31.25, 30],
        [31.25, 30.05],
        [31.2, 30],
      ],
    },
  });
});

test("an area is drawn corner by corner; tangled, or with too few, it is none", async () => {
  open();
  await press(t("areas.draw"));
  await screen.findByText(t("areas.how_draw"));
  await waitFor(() => expect(maps).toHaveLength(2));
  const corners: [number, number][] = [
    [31.2, 30],
    [31.3, 30.1],
    [31.3, 30],
    [31.2, 30.1],
  ];
  for (const [n, [lng, lat]] of corners.entries()) {
    tap(lng, lat);
    await waitFor(() => expect(pressables(t("areas.undo", { count: n + 1 }))).toHaveLength(1));
    expect(isOpen(t("act.save"))).toBe(n === 2);
  }
  screen.getByText(t("areas.tangled"));
  await press(t("areas.undo", { count: 4 }));
  await waitFor(() => expect(isOpen(t("act.save"))).toBe(true));
  const data = maps.at(-1)?.sources.get("areas") as { features: { geometry: { type: string } }[] };
  expect(data.features.map(({ geometry }) => geometry.type).sort()).toEqual([
    "Point",
    "Point",
    "Point",
    "Polygon",
  ]);
  answer(`PUT ${AREAS}`, { items: [] });
  await press(t("act.save"));
  await screen.findByText(t("act.saved"));
  expect(save().areas[1]).toMatchObject({
    name: t("areas.drawn"),
    isPrimary: false,
    shape: {
      kind: "polygon",
      ring: [
        [31.2, 30],
        [31.3, 30.1],
        [31.3, 30],
        [31.2, 30],
      ],
    },
  });
});

test("the first area is the main one; one that is refused stays; one can be taken off, or left as it was", async () => {
  answer(`GET ${AREAS}`, { items: [] });
  open();
  await screen.findByText(t("areas.none"));
  await press(t("areas.circle"));
  await screen.findByText(t("areas.how_circle"));
  // The arrow above leaves the screen, the button below only the drawing.
  pressables(t("act.back")).at(-1)?.click();
  await screen.findByText(t("areas.none"));
  await press(t("areas.circle"));
  answer(`PUT ${AREAS}`, { items: [] });
  answer(`GET ${AREAS}`, { items: [CIRCLE] });
  await press(t("act.save"));
  await screen.findByText("Around home");
  expect(save().areas).toEqual([
    {
      name: t("areas.near_home"),
      isPrimary: true,
      travelMinutes: 30,
      shape: { kind: "radius", center: { lat: 30.01, lng: 31.21 }, radiusM: 5000 },
    },
  ]);
  answer(`PUT ${AREAS}`, refusal(409, "provider.needs_area", "One area must stay."));
  await press(t("areas.remove", { name: "Around home" }));
  await screen.findByText("One area must stay.");
  expect(save().areas).toEqual([]);
});

test("areas that cannot be had are asked for again", async () => {
  answer(`GET ${AREAS}`, refusal(503, "away", "Try again soon."));
  open();
  await screen.findByText("Try again soon.");
  answer(`GET ${AREAS}`, {
    items: [
      {
        ...CIRCLE,
        name: "Triangle",
        isPrimary: false,
        shape: {
          kind: "polygon",
          ring: [
            [31.2, 30],
            [31.3, 30],
            [31.3, 30.1],
            [31.2, 30],
          ],
        },
      },
    ],
  });
  await press(t("act.retry"));
  await screen.findByText("Triangle");
  await waitFor(() => expect(maps.at(-1)?.fitted).toBe(1));
});
