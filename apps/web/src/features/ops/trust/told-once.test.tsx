import ar from "@locales/ar/ops_desk.json";
import en from "@locales/en/ops_desk.json";
import { screen, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { loadWords } from "@/shared/i18n/words";
import { answer, show } from "@/testing/screen";
import Dispute from "./dispute";

const WORDS = { ar, en };
beforeAll(() => loadWords("ar", ["ops", "ops_codes", "ops_desk", "ops_forms"]));

const CLAIM = "المياه ما زالت تنزل من الخلاط";
const MONEY = { amount: 35_000, currency: "EGP" };
const AT = "2026-11-28T10:00:00Z";

for (const lang of ["ar", "en"] as const) {
  test(`what a complaint was opened with stands once among what both sides say (${lang})`, async () => {
    const evidence = [
      { id: "e1", at: AT, side: "customer", text: CLAIM, photoIds: [] },
      { id: "e2", at: AT, side: "provider", text: "غيّرت القلب", photoIds: [] },
    ];
    answer("GET /api/v1/bookings/b1/dispute", {
      bookingId: "b1",
      evidence,
      evidenceUntil: AT,
      kind: "quality",
      openedBy: "customer",
      proposals: [],
      state: "evidence",
      wanted: "none",
    });
    answer("GET /api/v1/admin/bookings/b1", {
      booking: {
        id: "b1",
        number: "K7M2QX",
        service: { name: { ar: "سباكة", en: "Plumbing" } },
        price: { total: MONEY },
        dispute: { openedAt: AT, reason: CLAIM },
      },
    });
    const at = { at: "/ops/disputes/b1", route: "/ops/disputes/:id" };
    show(<Dispute />, { lang, ...at });
    const told = await screen.findByRole("region", { name: WORDS[lang]["staff_dispute.told"] });
    expect(within(told).getAllByText(CLAIM)).toHaveLength(1);
    expect(within(told).getByText("غيّرت القلب")).toBeTruthy();
  });
}
