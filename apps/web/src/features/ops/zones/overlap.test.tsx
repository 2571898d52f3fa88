import arCore from "@locales/ar/core.json";
import arForms from "@locales/ar/ops_forms.json";
import enCore from "@locales/en/core.json";
import enForms from "@locales/en/ops_forms.json";
import { fireEvent, screen, within } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import { loadWords } from "@/shared/i18n/words";
import { answer, refusal, show } from "@/testing/screen";
import Zone from "./zone";

// No map is drawn where there is no screen.
vi.mock("./zone-map", () => ({ default: () => null }));

const WORDS = { ar: { ...arForms, ...arCore }, en: { ...enForms, ...enCore } };
const SAID = {
  ar: "تتداخل مع منطقة «المعادي» في 2.4 كم²، ولكل عنوان منطقة واحدة.",
  en: "It overlaps the zone “Maadi” by 2.4 km², and an address has one zone.",
};
const RING = [
  [31.2, 29.9],
  [31.3, 29.9],
  [31.3, 30],
  [31.2, 30],
  [31.2, 29.9],
];
const ZONE = {
  id: "z1",
  code: "helwan",
  name: { ar: "حلوان", en: "Helwan" },
  governorate: "EG-C",
  area: { type: "MultiPolygon", coordinates: [[RING]] },
  hub: { lat: 29.95, lng: 31.25 },
  freeDistanceM: 5000,
  travelFeePerKm: { amount: 500, currency: "EGP" },
  surgeBp: 10_000,
  surgeMinBp: 10_000,
  surgeMaxBp: 20_000,
  isActive: true,
  openingHours: [{ weekday: 0, start_minute: 540, end_minute: 1260 }],
  version: 3,
};

beforeAll(() => loadWords("ar", ["ops", "ops_codes", "ops_desk", "ops_forms"]));

for (const lang of ["ar", "en"] as const) {
  const t = WORDS[lang];

  test(`a zone over another: told at the map by the other's name, and looked at (${lang})`, async () => {
    answer("GET /api/v1/admin/zones", { items: [ZONE] });
    answer("GET /api/v1/admin/audit-log", { items: [] });
    answer("GET /map/districts.json", { governorates: { "EG-C": ZONE.name }, districts: [] });
    const errors = [{ field: "area", message: SAID[lang] }];
    answer("PUT /api/v1/admin/zones/z1", refusal(422, "invalid_fields", "422", errors));
    const at = { at: "/ops/zones/z1", route: "/ops/zones/:id" };
    show(<Zone />, { lang, ...at });
    const name = await screen.findByRole("textbox", { name: new RegExp(t["form.name_ar"]) });
    fireEvent.change(name, { target: { value: "حلوان الجديدة" } });
    fireEvent.click(screen.getByRole("button", { name: t["act.save"] }));

    const map = screen.getByRole("region", { name: t["zone.boundary"] });
    const complaint = await within(map).findByText(SAID[lang]);
    expect(complaint.closest("[role=alert]")).toBe(document.activeElement);
    expect(screen.getByText("422")).toBeTruthy();
    expect(screen.getAllByText(SAID[lang])).toHaveLength(1);
  });
}
