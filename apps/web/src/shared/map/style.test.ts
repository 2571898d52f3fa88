import { afterEach, expect, test, vi } from "vitest";
import { controlWords } from "./controls";
import { creditsOf } from "./credits";
import { mapStyle } from "./style";

const RASTER = {
  kind: "raster",
  url: "https://tiles.example/{z}/{x}/{y}.png",
  attribution: "© OpenStreetMap contributors",
} as const;

afterEach(() => {
  vi.unstubAllGlobals();
});

test("without an installation's map it is our own, with the districts in the person's language", async () => {
  const files: Record<string, unknown> = {
    "/map/districts.json": {
      governorates: {},
      districts: [{ g: "EG-C", ar: "المعادي (السرايات)", en: "Maadi (Sarayat)", at: [31.25, 29.96] }],
    },
  };
  const land = { type: "FeatureCollection", features: [] };
  vi.stubGlobal("fetch", async (at: string) => Response.json(files[at] ?? land));
  const style = await mapStyle("ar", false);
  if (typeof style === "string") throw new Error("the own base is a style of its own");
  expect(Object.keys(style.sources)).toEqual(["egypt", "nile", "districts"]);
  expect(style.sources.districts).toMatchObject({
    data: { features: [{ properties: { name: "المعادي\nالسرايات" } }] },
  });
});

test("a style is taken as it is, one of our own with its origin", async () => {
  const at = (url: string) => mapStyle("ar", true, { kind: "style", url });
  expect(await at("https://maps.example/style.json")).toBe("https://maps.example/style.json");
  expect(await at("/maps/style.json")).toBe(`${location.origin}/maps/style.json`);
});

test("raster tiles are drawn alone, up to their closest", async () => {
  const style = await mapStyle("en", false, { ...RASTER, maxZoom: 17 });
  expect(style).toMatchObject({
    version: 8,
    sources: { pictures: { type: "raster", tiles: [RASTER.url], tileSize: 256, maxzoom: 17 } },
    layers: [{ type: "background" }, { type: "raster", source: "pictures" }],
  });
  const own = await mapStyle("en", false, { ...RASTER, url: "/tiles/{z}/{x}/{y}.png", maxZoom: null });
  expect(own).toHaveProperty("sources.pictures.tiles", [`${location.origin}/tiles/{z}/{x}/{y}.png`]);
  expect(own).not.toHaveProperty("sources.pictures.maxzoom");
});

test("at night pictures are dimmed", async () => {
  const day = await mapStyle("ar", false, RASTER);
  const night = await mapStyle("ar", true, RASTER);
  expect(day).not.toHaveProperty(["layers", 1, "paint", "raster-brightness-max"]);
  expect(night).toHaveProperty(["layers", 1, "paint", "raster-brightness-max"], 0.7);
});

test("a file of pictures is asked for by its protocol", async () => {
  const style = await mapStyle("ar", false, { ...RASTER, kind: "pmtiles", url: "/tiles/egypt.pmtiles" });
  expect(style).toHaveProperty("sources.pictures.url", `pmtiles://${location.origin}/tiles/egypt.pmtiles`);
  expect(style).not.toHaveProperty("sources.pictures.tiles");
});

test("whose map it is stays text, with its link", () => {
  expect(creditsOf(undefined)).toBeUndefined();
  expect(creditsOf({ kind: "style", url: "/style.json" })).toBeUndefined();
  expect(creditsOf(RASTER)).toBe("© OpenStreetMap contributors");
  const odd = creditsOf({
    ...RASTER,
    attribution: `<b>"A" & 'B'</b>`,
    attributionUrl: `https://a.example/?"x`,
  });
  const made = new DOMParser().parseFromString(odd ?? "", "text/html").body;
  expect(made.textContent).toBe(`<b>"A" & 'B'</b>`);
  expect(made.querySelectorAll("*")).toHaveLength(1);
  expect(made.querySelector("a")?.getAttribute("href")).toBe(`https://a.example/?"x`);
});

test("the map's controls speak the person's language", () => {
  expect(controlWords("ar")).toMatchObject({
    "Map.Title": "خريطة",
    "NavigationControl.ZoomIn": "قرّب الخريطة",
  });
  expect(controlWords("en")).toMatchObject({ "NavigationControl.ZoomOut": "Zoom out" });
  expect(Object.keys(controlWords("ar"))).toEqual(Object.keys(controlWords("en")));
});
