import ar from "@locales/ar/order.json";
import en from "@locales/en/order.json";
import { screen, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { Pricing } from "@/generated/guest";
import { Format } from "@/shared/format/format";
import { loadWords } from "@/shared/i18n/words";
import { answer, show } from "@/testing/screen";
import { SlotPicker } from "./slot-picker";
import { dayStrip } from "./windows";

const WORDS = { ar, en };
beforeAll(() => loadWords("ar", ["order"]));

const [, TOMORROW = ""] = dayStrip(new Date());
const at = (hour: number) => `${TOMORROW}T${String(hour).padStart(2, "0")}:00:00Z`;

/** Tomorrow's times from ten o'clock on, each at its price. */
function slots(...pounds: number[]) {
  const found = pounds.map((price, n) => ({
    startsAt: at(8 + n),
    localTime: `${10 + n}:00`,
    technicians: "few",
    surgeBasisPoints: price > 150 ? 2000 : null,
    price: { amount: price * 100, currency: "EGP" },
  }));
  answer("GET /api/v1/slots", {
    serviceId: "s",
    durationMinutes: 60,
    holdMinutes: 10,
    asOf: at(0),
    days: [{ date: TOMORROW, holiday: null, slots: found }],
  });
}

const picker = (pricing?: Pricing) => (
  <SlotPicker
    serviceId="s"
    pin={{ lat: 30, lng: 31 }}
    pricing={pricing}
    chosen=""
    onChoose={() => undefined}
  />
);

for (const lang of ["ar", "en"] as const) {
  const t = WORDS[lang];
  const format = new Format({ lang, digits: "latn" });
  const money = (pounds: number) => format.money({ amount: pounds * 100, currency: "EGP" });

  test(`prices that differ stand at their times, and what is unusual is told in words (${lang})`, async () => {
    slots(150, 150, 180, 120);
    show(picker("fixed_scope"), { lang });
    const times = await screen.findByRole("group", { name: t["time.hour"] });
    const names = within(times)
      .getAllByRole("button")
      .map((button) => button.textContent);
    expect(names).toEqual(
      [150, 150, 180, 120].map((price, n) =>
        expect.stringContaining(`${format.time(at(8 + n))} ${money(price)}`),
      ),
    );
    const marked = (name: string) =>
      within(times).getByRole("button", { name: new RegExp(name) }).textContent;
    expect(marked(t["time.dearer"])).toContain(money(180));
    expect(marked(t["time.cheaper"])).toContain(money(120));
    expect(screen.getByText(t["time.price_differs"])).toBeTruthy();
    // What the arrows mean is written below, too.
    expect(screen.getByText(t["time.dearer"])).toBeTruthy();
    expect(screen.getByText(t["time.cheaper"])).toBeTruthy();
  });

  test(`one price for all is told once, and of what it is (${lang})`, async () => {
    slots(150, 150);
    show(picker("inspection_first"), { lang });
    await screen.findByText(t["time.fee_all"].replace("{price}", money(150)));
    const times = screen.getByRole("group", { name: t["time.hour"] });
    expect(times.textContent).not.toContain(money(150));
  });

  test(`where the price is agreed, times have none (${lang})`, async () => {
    slots(150, 180);
    show(picker(), { lang });
    const times = await screen.findByRole("group", { name: t["time.hour"] });
    expect(times.textContent).toBe([at(8), at(9)].map((time) => `${format.time(time)} `).join(""));
    expect(screen.queryByText(t["time.price_differs"])).toBeNull();
  });
}
