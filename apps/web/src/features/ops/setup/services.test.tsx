import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { PageAdminServiceOut } from "@/generated/ops";
import {
  address,
  answer,
  field,
  files,
  fill,
  lastTo,
  logIn,
  press,
  rows,
  sentTo,
  show,
  t,
  whenSent,
  wrongAt,
} from "@/testing/screen";
import Service from "./service";
import Services from "./services";

type Item = PageAdminServiceOut["items"][number];

const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const TAP = {
  commissionBp: 1500,
  isActive: true,
  isOrderable: true,
  keywords: "tap mixer",
  soldByPlatform: false,
  sortOrder: 2,
  version: 5,
  service: {
    id: "s1",
    code: "plumbing.tap",
    name: { ar: "تصليح حنفية", en: "Tap repair" },
    description: null,
    categoryId: "c1",
    categoryName: { ar: "سباكة", en: "Plumbing" },
    pricing: "fixed_scope",
    basePrice: pounds(150),
    priceUnit: "fixed",
    unit: { ar: "حنفية", en: "tap" },
    maxQuantity: 5,
    typicalPrice: { min: pounds(100), max: pounds(200) },
    partsCap: pounds(500),
    estimatedDuration: 60,
    warrantyDays: 30,
    isEmergencyService: true,
    emergencySurchargeBp: 2500,
    needsCertificate: false,
    completionChecklist: [{ ar: "لا تسريب", en: "No leak" }],
    included: [{ ar: "الفك", en: "Taking off" }],
    notIncluded: [],
    minPhotosBefore: 1,
    minPhotosAfter: 1,
  },
} as unknown as Item;
const ONE = { at: "/ops/services/s1", route: "/ops/services/:id" };

beforeEach(() => {
  logIn();
  answer("GET /api/v1/admin/categories", {
    items: [{ id: "c1", name: { ar: "سباكة", en: "Plumbing" }, code: "plumbing", commissionBp: 1500 }],
  });
  answer("GET /api/v1/admin/audit-log", { items: [] });
  answer("GET /api/v1/admin/services/*/history", { items: [] });
});

test("services are searched and narrowed down in the address, and exported as they are filtered", async () => {
  const off = {
    ...TAP,
    isOrderable: false,
    service: { ...TAP.service, id: "s2", isEmergencyService: false },
  };
  answer("GET /api/v1/admin/services", {
    items: [TAP, off, { ...off, isActive: false, service: { ...off.service, id: "s3" } }],
  });
  show(<Services />, { at: "/ops/services" });
  await screen.findAllByText("Tap repair");
  const [first, second, third] = rows();
  expect(first?.slice(5)).toEqual(["+25%", t("form.days", { count: 30 }), t("form.yes")]);
  expect(second?.[5]).toBe("–");
  expect(second?.[7]).toBe(t("service.category_off"));
  expect(third?.[7]).toBe(t("form.no"));

  const search = screen.getByLabelText(t("service.search"));
  await fill(t("service.search"), " mixer ");
  expect(address(), "not with each letter").toBe("/ops/services");
  search.focus();
  search.blur();
  await waitFor(() => expect(address()).toBe("/ops/services?q=mixer"));
  await fill(t("service.category"), "c1");
  await fill(t("offer_service.emergency"), "no");
  await waitFor(() =>
    expect(lastTo("GET /api/v1/admin/services").query).toMatchObject({
      q: "mixer",
      categoryId: "c1",
      emergency: "false",
      limit: "25",
    }),
  );
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect(lastTo("GET /api/v1/admin/services").query).toMatchObject({ q: "mixer", limit: "100" });
  expect((await Array.from(files.values())[0])?.trim().split("\r\n")[1]).toBe(
    "Tap repair,plumbing.tap,Plumbing,fixed_scope,150.00,25,30,true",
  );
  await press(t("ops.clear_filters"));
  await waitFor(() => expect(address()).toBe("/ops/services"));
});

test("a service's texts have the same lines in both languages, and so many pictures at most", async () => {
  answer("GET /api/v1/admin/services", { items: [TAP] });
  show(<Service />, ONE);
  await waitFor(() => expect(field("code").value).toBe("plumbing.tap"));
  expect(field("completionChecklist").value).toBe("لا تسريب");
  await fill("completionChecklist", "لا تسريب\nالمكان نظيف");
  await fill("minPhotosAfter", "11");
  await fill("maxQuantity", "0");
  await fill("partsCap", "");
  await press(t("act.save"));
  await screen.findByText(t("form.look_below"));
  expect(wrongAt("completionChecklist")).toBe(t("form.other_lines"));
  expect(wrongAt("minPhotosAfter")).toBe(t("form.too_high"));
  expect(wrongAt("maxQuantity")).toBe(t("form.too_low"));
  expect(wrongAt("partsCap")).toBe(t("form.required"));
  expect(sentTo("PUT /api/v1/admin/services/s1")).toEqual([]);

  await fill("completionChecklist.en", "No leak\n\n The place is clean ");
  await fill("minPhotosAfter", "2");
  await fill("maxQuantity", "4");
  await fill("partsCap", "450.5");
  await fill("typicalPrice.max", "");
  answer("PUT /api/v1/admin/services/s1", TAP);
  await press(t("act.save"));
  // A range has two ends: the other is not dropped in silence.
  await waitFor(() => expect(wrongAt("typicalPrice.max")).toBe(t("form.required")));
  await fill("typicalPrice.min", "");
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/services"));
  expect(lastTo("PUT /api/v1/admin/services/s1").body).toMatchObject({
    name: { ar: "تصليح حنفية", en: "Tap repair" },
    pricing: "fixed_scope",
    basePrice: pounds(150),
    partsCap: { amount: 45_050, currency: "EGP" },
    typicalPrice: null,
    emergencySurchargeBp: 2500,
    completionChecklist: [
      { ar: "لا تسريب", en: "No leak" },
      { ar: "المكان نظيف", en: "The place is clean" },
    ],
    included: [{ ar: "الفك", en: "Taking off" }],
    notIncluded: [],
    minPhotosAfter: 2,
    maxQuantity: 4,
    version: 5,
  });
});

test("a new service: what is needed is asked for, and its trade is chosen", async () => {
  answer("GET /api/v1/admin/services", { items: [] });
  show(<Service />, { ...ONE, at: "/ops/services/new" });
  await fill("name.en", "Sink");
  await press(t("act.save"));
  await waitFor(() => expect(wrongAt("name.ar")).toBe(t("form.required")));
  for (const name of ["categoryId", "basePrice", "unit.ar"])
    expect(wrongAt(name), name).toBe(t("form.required"));
  await waitFor(() => screen.getByRole("option", { name: "Plumbing" }));
  for (const [name, value] of Object.entries({
    "name.ar": "حوض",
    categoryId: "c1",
    code: "plumbing.sink",
    basePrice: "٢٠٠",
    "unit.ar": "حوض",
    "unit.en": "sink",
    partsCap: "300",
    pricing: "inspection_first",
    priceUnit: "per_item",
  }))
    await fill(name, value);
  screen.getByLabelText(t("service.sold_by_us")).click();
  answer("POST /api/v1/admin/services", TAP);
  await press(t("act.save"));
  const { body, key } = await whenSent("POST /api/v1/admin/services");
  expect(body).toMatchObject({
    code: "plumbing.sink",
    categoryId: "c1",
    basePrice: pounds(200),
    pricing: "inspection_first",
    priceUnit: "per_item",
    soldByPlatform: true,
    isActive: true,
    estimatedDuration: 60,
    warrantyDays: 30,
  });
  expect(key, "sent twice, it is made once").toMatch(/^web-/);
});
