import arMine from "@locales/ar/mine.json";
import arOrder from "@locales/ar/order.json";
import enMine from "@locales/en/mine.json";
import enOrder from "@locales/en/order.json";
import { fireEvent, screen } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loadWords } from "@/shared/i18n/words";
import { beginOrder, changeDraft, forgetDraft } from "@/shared/order/draft";
import { answer, logIn, refusal, sentTo, show } from "@/testing/screen";
import Order from "./order";

const WORDS = { ar: { ...arMine, ...arOrder }, en: { ...enMine, ...enOrder } };
const PIN = { lat: 29.96, lng: 31.257 };
/** Ten in the morning in Cairo's winter. */
const START = "2027-01-14T08:00:00Z";
const TOTAL = { amount: 35_000, currency: "EGP" };
const HELD = { id: "h1", serviceId: "s1", startsAt: START, endsAt: START, expiresAt: "2099-01-01T00:00:00Z" };
const QUOTE = {
  id: "q1",
  isExpired: false,
  pin: PIN,
  startsAt: START,
  district: { ar: "المعادي", en: "Maadi" },
  lines: [],
  total: TOTAL,
  service: { id: "s1", name: { ar: "تنظيف", en: "Cleaning" }, pricing: "fixed_scope" },
};
const CASH = { method: "cash", name: { ar: "نقدًا", en: "Cash" }, available: true, code: null, text: null };

function answers(more: Record<string, unknown> = {}) {
  const all = {
    "GET /api/v1/quotes/q1": QUOTE,
    "GET /api/v1/payment-methods": { items: [CASH] },
    "POST /api/v1/slots/holds": HELD,
    "DELETE /api/v1/slots/holds/h1": null,
    "POST /api/v1/plans": { id: "p1" },
    ...more,
  };
  for (const [asked, what] of Object.entries(all)) answer(asked, what);
}

beforeAll(() => loadWords("ar", ["order", "mine"]));
beforeEach(() => {
  logIn("customer");
  forgetDraft();
  beginOrder("s1", 2, "t1");
  const place = { pin: PIN, governorate: "EG-C", district: "maadi", street: " شارع ٩ ", building: "12" };
  changeDraft({
    place: { ...place, floor: "", apartment: "", landmark: "" },
    start: START,
    notes: " الجرس لا يعمل ",
    paymentMethod: "cash",
    quoteId: "q1",
    held: HELD,
  });
});
afterEach(forgetDraft);

/** Up to the first gap of a text. */
const head = (text: string) => new RegExp(text.split("{")[0]?.trim() ?? "");
const open = (lang: "ar" | "en") => show(<Order />, { lang, at: "/order/check", route: "/order/:step" });

for (const lang of ["ar", "en"] as const) {
  const t = WORDS[lang];

  test(`an order that repeats is a plan with all that was filled in, and holds no time (${lang})`, async () => {
    answers();
    open(lang);
    fireEvent.click(await screen.findByRole("button", { name: t["plan_rhythm.two_weeks"] }));
    await screen.findByText(t["plan.text"]);
    fireEvent.click(screen.getByRole("button", { name: head(t["check.confirm_plan"]) }));
    await screen.findByText(t["plan.made"]);
    expect(sentTo("POST /api/v1/plans").map(({ body }) => body)).toEqual([
      {
        serviceId: "s1",
        quantity: 2,
        providerId: "t1",
        paymentMethod: "cash",
        notes: "الجرس لا يعمل",
        address: { pin: PIN, governorate: "EG-C", district: "maadi", street: "شارع ٩", building: "12" },
        rhythm: "two_weeks",
        startsOn: "2027-01-14",
        localTime: "10:00",
      },
    ]);
    expect(sentTo("DELETE /api/v1/slots/holds/h1")).toHaveLength(1);
    expect(sentTo("POST /api/v1/slots/holds")).toHaveLength(0);
    expect(sentTo("POST /api/v1/bookings")).toHaveLength(0);
  });
}

test("who changes back to a single visit holds the time again and orders it", async () => {
  answers({ "POST /api/v1/bookings": { id: "b1" } });
  open("ar");
  fireEvent.click(await screen.findByRole("button", { name: arMine["plan_rhythm.weekly"] }));
  fireEvent.click(screen.getByRole("button", { name: arMine["plan.once"] }));
  expect(screen.queryByText(arMine["plan.text"])).toBeNull();
  await expect.poll(() => sentTo("POST /api/v1/slots/holds").length).toBe(1);
  fireEvent.click(screen.getByRole("button", { name: head(arOrder["check.confirm"]) }));
  await expect.poll(() => sentTo("POST /api/v1/bookings").length).toBe(1);
  expect(sentTo("POST /api/v1/plans")).toHaveLength(0);
});

test("a plan that is refused says why, and the order stays", async () => {
  const refused = refusal(409, "plan.too_many", "End one first");
  answers({ "POST /api/v1/plans": refused });
  open("en");
  fireEvent.click(await screen.findByRole("button", { name: enMine["plan_rhythm.monthly"] }));
  const confirm = () => screen.getByRole("button", { name: head(enOrder["check.confirm_plan"]) });
  fireEvent.click(confirm());
  await screen.findByText("End one first");
  expect(confirm()).toBeTruthy();
});

test("work for now has no time to come again at", async () => {
  changeDraft({ start: "now", held: undefined, rhythm: "weekly" });
  answers();
  open("en");
  await screen.findByRole("button", { name: head(enOrder["check.confirm"]) });
  expect(screen.queryByRole("button", { name: enMine["plan.once"] })).toBeNull();
});
