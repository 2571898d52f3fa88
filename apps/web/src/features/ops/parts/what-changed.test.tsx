import { screen } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { loadWords } from "@/shared/i18n/words";
import { answer, format, logIn, show, t } from "@/testing/screen";
import { WhatChanged } from "./what-changed";

const egp = (amount: number) => ({ amount, currency: "EGP" as const });
const act = (subjectType: string, details: unknown, action = "catalog.zone_updated") => ({
  act: { action, subjectType, subjectId: "x1", operatorId: "o1", details, hash: "abc" },
});
const [LABOUR, PARTS, TRIAL] = [
  { ar: "أجرة الفني", en: "Labour" },
  { ar: "قطع صغيرة", en: "Small parts" },
  { ar: "تجربة", en: "A trial" },
];
const lines = () => screen.queryAllByRole("listitem").map(({ textContent }) => textContent);

beforeAll(() => loadWords("ar", ["ops_forms"]));
beforeEach(() => {
  logIn();
});

test("from what it was to what it is, as people read it; the record itself is one press away", async () => {
  const zone = {
    travelFeePerKm: egp(300),
    surgeMaxBp: 15_000,
    freeDistanceM: 3000,
    area: { type: "Polygon", coordinates: [] },
    openingHours: [{ weekday: 0, start_minute: 540, end_minute: 1020 }],
    isActive: true,
  };
  const after = {
    ...zone,
    travelFeePerKm: egp(350),
    surgeMaxBp: 17_550,
    freeDistanceM: 3040,
    area: { type: "Polygon", coordinates: [[]] },
    openingHours: [],
    isActive: false,
  };
  show(<WhatChanged {...act("zone", { before: zone, after })} />);
  expect(lines()).toEqual([
    `${t("zone.fee")}: ${format.money(egp(300))} ${format.money(egp(350))}`,
    `${t("zone.surge_max")}: 150% 175.5%`,
    `${t("zone.free")}: 3,000 m 3,040 m`,
    `${t("zone.boundary")}: ${t("changed.anew")}`,
    expect.stringMatching(/^Hours: Sunday 09:00–17:00Monday closed.*closed –$/),
    `${t("zone.served")}: Yes No`,
  ]);
  const record = document.querySelector("details");
  expect(record?.open).toBe(false);
  expect(record?.textContent).toContain('"surgeMaxBp": 17550');
  expect(record?.textContent).toContain("abc");
});

test("a setting in the words of its form; one from before that was written down has its record", () => {
  const rules = { freeAfterConfirmationS: 300, callOutFee: egp(5000) };
  const value = { ...rules, callOutFee: egp(7500) };
  const details = { version: 2, before: rules, value, validFrom: "2026-03-01T08:00:00Z" };
  const { unmount } = show(<WhatChanged {...act("setting", details, "settings.change")} />);
  expect(lines()).toEqual([
    `${t("setting.from")}: ${format.dateTime("2026-03-01T08:00:00Z")}`,
    `${t("setfield.callOutFee")}: ${format.money(egp(5000))} ${format.money(egp(7500))}`,
  ]);
  unmount();
  const { before: _, ...older } = details;
  show(<WhatChanged {...act("setting", older, "settings.change")} />);
  expect(lines()).toHaveLength(1);
  expect(document.querySelector("pre")?.textContent).toContain("callOutFee");
});

test("people by name, codes by their words, lists in their lines, and Arabic digits", async () => {
  answer("GET /api/v1/providers/*", { displayName: "أحمد م." });
  const details = { provider: "p1", refund: egp(6050), outcome: "partial_refund", atFault: false };
  const { unmount } = show(<WhatChanged {...act("booking", details, "booking.release")} />);
  await screen.findByText("أحمد م.");
  expect(lines()).toEqual([
    `${t("board.technician")}: أحمد م.`,
    `${t("changed.refund")}: ${format.money(egp(6050))}`,
    `${t("staff_dispute.outcome")}: ${t("ending.partial_refund")}`,
    `${t("changed.at_fault")}: No`,
  ]);
  unmount();
  show(
    <WhatChanged
      {...act("service", {
        before: { facts: { warranty_days: 30 }, included: [LABOUR, TRIAL] },
        after: { facts: { warranty_days: 60 }, included: [LABOUR, PARTS] },
      })}
    />,
    { lang: "ar", digits: "arab" },
  );
  const [days, covers] = lines();
  expect(days).toContain("٦٠");
  expect(covers).toMatch(/: \u2212 تجربة\+ قطع صغيرة$/);
  expect(document.querySelector("li:last-child del bdi")?.textContent).toBe("تجربة");
});
