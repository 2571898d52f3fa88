import { describe, expect, test } from "vitest";
import { cairoDay, Format, latinDigits, localPhone } from "./format";

const arabic = new Format({ lang: "ar", digits: "latn" });
const indic = new Format({ lang: "ar", digits: "arab" });
const english = new Format({ lang: "en", digits: "arab" });
const egp = (amount: number) => ({ amount, currency: "EGP" as const });

describe("money", () => {
  test("shows piastres only where there are some", () => {
    expect(arabic.money(egp(17_500))).toBe("175 ج.م");
    expect(english.money(egp(125_050))).toBe("EGP 1,250.50");
  });

  test("keeps the minus beside the number in Arabic", () => {
    expect(arabic.money(egp(-5000))).toBe("\u2066\u2212\u206950 ج.م");
  });

  test("is written in the digits that were chosen, in Arabic only", () => {
    expect(indic.money(egp(17_500))).toBe("١٧٥ ج.م");
    expect(english.money(egp(17_500))).toBe("EGP 175");
  });
});

describe("times", () => {
  test("are Cairo's, winter and summer", () => {
    expect(english.time("2026-01-10T10:00:00Z").toLowerCase()).toBe("12:00 pm");
    expect(english.time("2026-07-10T10:00:00Z").toLowerCase()).toBe("1:00 pm");
  });

  test("a day is Cairo's day", () => {
    expect(cairoDay(new Date("2026-11-22T22:30:00Z"))).toBe("2026-11-23");
  });

  test("a day that is far away says its year", () => {
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    for (const far of [inDays(-200), inDays(200)]) {
      const year = cairoDay(far).slice(0, 4);
      for (const text of [english.day(far), english.dayShort(far), english.dateTime(far)])
        expect(text).toContain(year);
    }
    for (const near of [inDays(-20), inDays(100)])
      expect(english.dateTime(near)).not.toContain(cairoDay(near).slice(0, 4));
  });

  test("a weekday is followed the same way with a year and without, and lists of years say each", () => {
    const far = new Date(Date.now() + 200 * 86_400_000);
    for (const at of [new Date(), far])
      for (const text of [english.day(at), english.dayShort(at), english.dateTime(at)])
        expect(text).toMatch(/^[A-Za-z]+ \d/);
    expect(english.dayWithYear("2027-01-07T10:00:00Z")).toBe("Thursday 7 January 2027");
    expect(arabic.dayWithYear("2027-01-07T10:00:00Z")).toBe("الخميس، 7 يناير 2027");
  });

  test("a length of time is said in the units that fit it", () => {
    expect(english.span(1_209_600)).toBe("14 days");
    expect(english.span(5400)).toBe("1 hour, 30 minutes");
    expect(english.span(0)).toBe("0 seconds");
    expect(indic.span(7200)).toBe("ساعتان");
  });

  test("what is left is a clock", () => {
    expect(english.clock(125)).toBe("2:05");
    expect(english.clock(-3)).toBe("0:00");
  });
});

test("a server's text follows the digits", () => {
  expect(indic.pick({ ar: "ضمان 30 يومًا", en: "30 days" })).toBe("ضمان ٣٠ يومًا");
  expect(indic.inDigits("حجز OS-JVMP6U، 3 أيام، 01001234567")).toBe("حجز OS-JVMP6U، ٣ أيام، 01001234567");
  expect(arabic.pick({ ar: "ضمان 30 يومًا", en: "30 days" })).toBe("ضمان 30 يومًا");
});

test("digits that people type in any way become Latin", () => {
  expect(latinDigits("٠١٢۳4")).toBe("01234");
});

test("a phone is written as Egyptians write it", () => {
  expect(localPhone("+201001234567")).toBe("0100 123 4567");
});
