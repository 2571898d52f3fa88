import { screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { AdminCategoryOut, AdminPromotionOut, HolidayOut } from "@/generated/ops";
import {
  address,
  answer,
  field,
  files,
  fill,
  format,
  isOpen,
  lastTo,
  logIn,
  press,
  pressables,
  refusal,
  rows,
  type Sent,
  sentTo,
  show,
  t,
  wrongAt,
} from "@/testing/screen";
import Categories from "./categories";
import Category from "./category";
import Holidays from "./holidays";
import Promotion from "./promotion";
import Promotions from "./promotions";

const PLUMBING: AdminCategoryOut = {
  id: "c1",
  code: "plumbing",
  name: { ar: "سباكة", en: "Plumbing" },
  description: null,
  commissionBp: 1500,
  keywords: "tap pipe",
  iconUrl: null,
  sortOrder: 1,
  isActive: true,
  version: 3,
};
const pounds = (amount: number) => ({ amount: amount * 100, currency: "EGP" as const });
const PROMOTION: AdminPromotionOut = {
  id: "a1",
  code: "EID26",
  name: { ar: "عيد", en: "Eid" },
  percentBp: 1000,
  amount: null,
  maxDiscount: pounds(50),
  minTotal: pounds(100),
  budget: null,
  maxUses: 500,
  maxUsesPerCustomer: 1,
  categoryId: null,
  spent: pounds(120),
  uses: 12,
  isActive: true,
  validFrom: "2026-03-01T08:00:00Z",
  validUntil: "2026-04-01T08:00:00Z",
  version: 2,
};

beforeEach(() => {
  logIn();
  answer("GET /api/v1/admin/categories", { items: [PLUMBING] });
  answer("GET /api/v1/admin/audit-log", { items: [] });
  for (const kind of ["categories", "promotions"])
    answer(`GET /api/v1/admin/${kind}/*/history`, { items: [], versions: [] });
});

test("trades stand with their share, and go into a file", async () => {
  answer("GET /api/v1/admin/categories", {
    items: [
      PLUMBING,
      {
        ...PLUMBING,
        id: "c2",
        code: "gas",
        name: { ar: "غاز", en: "Gas" },
        commissionBp: 1250,
        isActive: false,
      },
    ],
  });
  show(<Categories />, { at: "/ops/categories" });
  await screen.findByText("Plumbing");
  expect(rows()).toEqual([
    ["Plumbing", "plumbing", "15%", "1", t("form.yes")],
    ["Gas", "gas", "12.5%", "1", t("form.no")],
  ]);
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  expect((await Array.from(files.values())[0])?.trim().split("\r\n").slice(1)).toEqual([
    "Plumbing,plumbing,15,1,true",
    "Gas,gas,12.5,1,false",
  ]);
});

test("a new trade is sent as it was typed; the server's complaint stands at its field", async () => {
  show(<Category />, { at: "/ops/categories/new", route: "/ops/categories/:id" });
  await fill("name.ar", "نجارة");
  await fill("name.en", "Carpentry");
  await fill("code", "Carpentry!");
  await fill("commissionBp", "١٢٫٥");
  answer(
    "POST /api/v1/admin/categories",
    refusal(422, "validation", "Check it.", [{ field: "code", message: "Small letters only." }]),
  );
  await press(t("act.save"));
  await waitFor(() => expect(wrongAt("code")).toBe("Small letters only."));
  expect(address()).toBe("/ops/categories/new");
  await fill("code", "carpentry");
  answer("POST /api/v1/admin/categories", PLUMBING);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/categories"));
  expect(lastTo("POST /api/v1/admin/categories").body).toMatchObject({
    name: { ar: "نجارة", en: "Carpentry" },
    description: null,
    code: "carpentry",
    commissionBp: 1250,
    isActive: true,
  });
});

test("a trade is changed on the version that was seen", async () => {
  show(<Category />, { at: "/ops/categories/c1", route: "/ops/categories/:id" });
  await fill("description.en", "Everything with water");
  await fill("description.ar", "كل ما فيه ماء");
  answer("PUT /api/v1/admin/categories/c1", PLUMBING);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/categories"));
  expect(lastTo("PUT /api/v1/admin/categories/c1").body).toMatchObject({
    description: { ar: "كل ما فيه ماء", en: "Everything with water" },
    commissionBp: 1500,
    version: 3,
  });
});

test("a trade that is gone, and a list that cannot be had", async () => {
  const { unmount } = show(<Category />, { at: "/ops/categories/c9", route: "/ops/categories/:id" });
  await screen.findByText(t("form.gone"));
  unmount();
  answer("GET /api/v1/admin/categories", refusal(503, "away", "Try again soon."));
  show(<Category />, { at: "/ops/categories/c1", route: "/ops/categories/:id" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/categories", { items: [PLUMBING] });
  await press(t("act.retry"));
  await waitFor(() => expect(field("code").value).toBe("plumbing"));
});

test("holidays: added, changed and taken off by who may", async () => {
  const eid: HolidayOut = {
    day: "2026-03-20",
    name: { ar: "العيد", en: "Eid" },
    closes: true,
    confirmed: true,
  };
  answer("GET /api/v1/admin/holidays", [eid]);
  answer("GET /api/v1/admin/holidays/*/history", { items: [] });
  show(<Holidays />, { at: "/ops/holidays" });
  await screen.findByText("Eid");
  await fill("day", "2026-04-25");
  await fill("nameAr", "تحرير سيناء");
  await fill("nameEn", "Sinai Liberation Day");
  answer("PUT /api/v1/admin/holidays/2026-04-25", refusal(409, "catalog.too_late", "That day has begun."));
  await press(t("act.save"));
  await screen.findByText("That day has begun.");
  answer("PUT /api/v1/admin/holidays/2026-04-25", eid);
  await press(t("act.save"));
  await screen.findByText(t("form.saved"));
  expect(lastTo("PUT /api/v1/admin/holidays/2026-04-25").body).toMatchObject({
    nameAr: "تحرير سيناء",
    nameEn: "Sinai Liberation Day",
    closes: true,
  });
  await waitFor(() => expect(field("nameEn").value, "the form is empty again").toBe(""));

  await press(t("form.edit"));
  await waitFor(() => expect(field("nameEn").value).toBe("Eid"));
  screen.getByText(`${t("holiday.change")}: ${format.date("2026-03-20T10:00:00Z")}`);
  expect(document.querySelector("[name=day]"), "another day is another holiday").toBeNull();
  screen.getByLabelText(t("holiday.closes_text")).click();
  answer("PUT /api/v1/admin/holidays/2026-03-20", eid);
  await press(t("act.save"));
  await waitFor(() => expect(sentTo("PUT /api/v1/admin/holidays/2026-03-20")).toHaveLength(1));
  expect(lastTo("PUT /api/v1/admin/holidays/2026-03-20").body).toMatchObject({ closes: false });

  answer("DELETE /api/v1/admin/holidays/2026-03-20", null);
  answer("GET /api/v1/admin/holidays", []);
  await press(t("form.remove"));
  expect(sentTo("DELETE /api/v1/admin/holidays/2026-03-20"), "a slip takes nothing off").toEqual([]);
  await fill(t("story.reason"), "Entered twice");
  await press(t("story.do"));
  await screen.findByText(t("ops.nothing"));
  expect(lastTo("DELETE /api/v1/admin/holidays/2026-03-20").query).toEqual({ reason: "Entered twice" });
});

test("who may not steer sees holidays and changes none", async () => {
  logIn("support");
  answer("GET /api/v1/admin/holidays", [
    { day: "2026-03-20", name: { ar: "العيد", en: "Eid" }, closes: false, confirmed: true },
  ]);
  show(<Holidays />, { at: "/ops/holidays" });
  await screen.findByText("Eid");
  expect(rows()[0]?.[2]).toBe(t("form.no"));
  expect(pressables(t("form.edit"))).toEqual([]);
  expect(document.querySelector("[name=day]")).toBeNull();
});

test("promotions: what each takes off, how often it was used, what it cost", async () => {
  answer("GET /api/v1/admin/promotions", {
    items: [
      PROMOTION,
      {
        ...PROMOTION,
        id: "a2",
        code: "FLAT",
        percentBp: null,
        amount: pounds(75),
        maxUses: null,
        isActive: false,
      },
    ],
  });
  show(<Promotions />, { at: "/ops/promotions" });
  await screen.findByText("EID26");
  const [percent, flat] = rows();
  expect(percent?.[2]).toBe("10%");
  expect(percent?.[5]).toBe("12 / 500");
  expect(flat?.[2]).toContain("75");
  expect(flat?.[5]).toBe("12");
  expect(flat?.[7]).toBe(t("form.no"));
  await press(t("ops.export"));
  await waitFor(() => expect(files.size).toBe(1));
  const lines = (await Array.from(files.values())[0])?.trim().split("\r\n");
  expect(lines?.[1]).toContain("EID26,Eid,10%");
  expect(lines?.[2]).toContain("FLAT,Eid,75.00");
});

test("a promotion is found behind the first page and changed; times are Cairo's", async () => {
  answer("GET /api/v1/admin/promotions", ({ query }: Sent) =>
    query.cursor ? { items: [PROMOTION] } : { items: [{ ...PROMOTION, id: "a0" }], nextCursor: "more" },
  );
  show(<Promotion />, { at: "/ops/promotions/a1", route: "/ops/promotions/:id" });
  await waitFor(() => expect(field("code").value).toBe("EID26"));
  expect(field("validFrom").value).toBe("2026-03-01T10:00");
  expect(field("maxDiscount").value).toBe("50");
  await fill("percentBp", "");
  await fill("amount", "٨٠");
  await waitFor(() => screen.getByRole("option", { name: "Plumbing" }));
  await fill("categoryId", "c1");
  await fill("validUntil", "2026-06-01T12:00");
  answer("PUT /api/v1/admin/promotions/a1", PROMOTION);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/promotions"));
  expect(lastTo("PUT /api/v1/admin/promotions/a1").body).toMatchObject({
    percentBp: null,
    amount: pounds(80),
    categoryId: "c1",
    maxUses: 500,
    // Summer time has begun by then.
    validUntil: "2026-06-01T09:00:00.000Z",
    version: 2,
  });
});

test("a new promotion: too few uses are refused before the server is asked", async () => {
  answer("GET /api/v1/admin/promotions", { items: [] });
  show(<Promotion />, { at: "/ops/promotions/new", route: "/ops/promotions/:id" });
  await fill("code", "NEW10");
  await fill("name.ar", "جديد");
  await fill("name.en", "New");
  await fill("percentBp", "10");
  await fill("maxUses", "0");
  await press(t("act.save"));
  await waitFor(() => expect(wrongAt("maxUses")).toBe(t("form.too_low")));
  expect(sentTo("POST /api/v1/admin/promotions")).toEqual([]);
  await fill("maxUses", "");
  answer("POST /api/v1/admin/promotions", PROMOTION);
  await press(t("act.save"));
  await waitFor(() => expect(address()).toBe("/ops/promotions"));
  expect(lastTo("POST /api/v1/admin/promotions").body).toMatchObject({
    code: "NEW10",
    percentBp: 1000,
    amount: null,
    maxUses: null,
    maxUsesPerCustomer: 1,
    isActive: true,
  });
});

test("a promotion that cannot be had is asked for again", async () => {
  answer("GET /api/v1/admin/promotions", refusal(503, "away", "Try again soon."));
  show(<Promotion />, { at: "/ops/promotions/a1", route: "/ops/promotions/:id" });
  await screen.findByText("Try again soon.");
  answer("GET /api/v1/admin/promotions", { items: [] });
  await press(t("act.retry"));
  await screen.findByText(t("form.gone"));
  expect(isOpen(t("act.save"))).toBe(false);
});
