import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";
import { maps } from "@/testing/map";
import {
  answer,
  closed,
  dialog,
  fill,
  lastTo,
  logIn,
  press,
  refusal,
  sentTo,
  show,
  t,
} from "@/testing/screen";
import Addresses from "./addresses";

vi.mock("maplibre-gl", () => import("@/testing/map"));
vi.mock("@/shared/map/base", () => import("@/testing/map"));

const HERE = "/api/v1/me/addresses";

beforeEach(() => {
  logIn("customer");
  maps.splice(0);
  answer("GET /map/districts.json", {
    governorates: { "EG-C": { ar: "القاهرة", en: "Cairo" } },
    districts: [{ g: "EG-C", ar: "المعادي", en: "Maadi", at: [31.25, 29.96] }],
  });
  answer("GET /api/v1/zones/at", {
    served: true,
    message: { ar: "نعمل هنا", en: "We work here" },
    district: { ar: "المعادي", en: "Maadi" },
    governorate: "EG-C",
  });
});

test("saved addresses by the names people gave them; one is taken off", async () => {
  answer(`GET ${HERE}`, {
    items: [
      { id: "a1", label: "home", isDefault: true, street: "Road 9", building: "12", district: "Maadi" },
      { id: "a2", label: "work", street: "Road 10", district: "Maadi" },
      { id: "a3", label: null, street: "Road 11", district: "Dokki" },
    ],
  });
  show(<Addresses />);
  await screen.findByText(t("address.home"));
  screen.getByText(t("addresses.default"));
  screen.getByText(t("address.work"));
  screen.getByRole("heading", { name: "Dokki" });
  screen.getByText((_, element) => element?.tagName === "P" && element.textContent === "Road 9, 12, Maadi");
  answer(`DELETE ${HERE}/a1`, refusal(409, "identity.in_use", "A visit goes there."));
  await press(t("addresses.remove"));
  await press(t("addresses.remove"), await dialog());
  await screen.findByText("A visit goes there.");
  answer(`DELETE ${HERE}/a1`, null);
  answer(`GET ${HERE}`, { items: [] });
  await press(t("addresses.remove"), await dialog());
  await closed();
  await screen.findByText(t("addresses.none"));
});

test("a new one: what is missing is pointed at, the place comes from a district, the phone, or the map", async () => {
  answer(`GET ${HERE}`, { items: [] });
  show(<Addresses />);
  await press(t("addresses.add"));
  const sheet = await dialog();
  await press(t("act.save"), sheet);
  await screen.findByText(t("address.needed"));
  screen.getByText(t("address.choose_district"), { selector: ".MuiFormHelperText-root" });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(t("address.district"))));
  expect(sentTo(`POST ${HERE}`)).toEqual([]);
  await waitFor(() => screen.getByRole("option", { name: "Maadi" }));
  await fill(t("address.district"), "0");
  await screen.findByText("We work here");
  await waitFor(() => expect(maps).toHaveLength(1));

  const position = vi.fn((_: (at: unknown) => void, refused: () => void) => refused());
  vi.stubGlobal("navigator", Object.assign(navigator, { geolocation: { getCurrentPosition: position } }));
  await press(t("address.locate"));
  await screen.findByText(t("address.no_location"));
  position.mockImplementation((found) => found({ coords: { latitude: 29.97, longitude: 31.26 } }));
  await press(t("address.locate"));
  await waitFor(() => expect(maps[0]?.eased.length).toBe(1));
  // Moved by hand, the pin stands where the map's middle is; moved by the program it does not.
  const [map] = maps;
  if (!map) throw new Error("no map");
  map.center = { lat: 29.98, lng: 31.27 };
  map.fire("moveend", {});
  map.center = { lat: 29.9812345, lng: 31.2712345 };
  map.fire("moveend", { originalEvent: {} });
  await waitFor(() => expect(lastTo("GET /api/v1/zones/at").query).toMatchObject({ lat: "29.981235" }));

  await fill(/Street/, "Road 9");
  await fill(t("addresses.label"), " Mother ");
  answer(
    `POST ${HERE}`,
    refusal(422, "validation", "Check it.", [{ field: "building", message: "Which house?" }]),
  );
  await press(t("act.save"), sheet);
  await screen.findByText("Which house?", { selector: ".MuiFormHelperText-root" });
  await fill(t("address.building"), "12");
  answer(`POST ${HERE}`, { id: "a9" });
  await press(t("act.save"), sheet);
  await closed();
  expect(lastTo(`POST ${HERE}`).body).toMatchObject({
    label: "Mother",
    street: "Road 9",
    building: "12",
    governorate: "EG-C",
    district: "المعادي",
    pin: { lat: 29.981235, lng: 31.271235 },
  });
});

test("addresses that cannot be had are asked for again", async () => {
  answer(`GET ${HERE}`, refusal(503, "away", "Try again soon."));
  show(<Addresses />);
  await screen.findByText("Try again soon.");
  answer(`GET ${HERE}`, { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("addresses.none"));
});
