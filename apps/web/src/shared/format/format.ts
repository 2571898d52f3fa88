import type { Localized, Money } from "@/generated/guest";
import type { Digits, Lang, Preferences } from "@/shared/i18n/lang";

/** People's time, whatever the phone's clock is set to. */
const ZONE = "Africa/Cairo";
const ARABIC_ZERO = 0x0660;
/** Further away than so many days, a date says its year. */
const NEAR_DAYS = 150;
const DAY_MS = 86_400_000;

type Unit = "day" | "hour" | "minute" | "second";
const UNITS: [Unit, number][] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/**
 * The one place where numbers, money, times and distances become text. Times are Cairo's; digits
 * are the person's choice.
 */
export class Format {
  readonly lang: Lang;
  readonly digits: Digits;
  readonly locale: string;
  private readonly formatters = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

  constructor({ lang, digits }: Preferences) {
    this.lang = lang;
    this.digits = lang === "ar" ? digits : "latn";
    this.locale = lang === "ar" ? `ar-EG-u-nu-${this.digits}` : "en-GB";
  }

  /** What stands between the parts of an address. */
  get comma(): string {
    return this.lang === "ar" ? "، " : ", ";
  }

  number(value: number, options?: Intl.NumberFormatOptions): string {
    return this.kept("number", options, () => new Intl.NumberFormat(this.locale, options)).format(value);
  }

  /** A server's text in the person's language and digits. */
  pick(text: Localized | null | undefined): string {
    return text ? this.inDigits(text[this.lang]) : "";
  }

  /** The digits of a text in the person's. Phones and numbers of bookings in it stay. */
  inDigits(text: string): string {
    if (this.digits === "latn") return text;
    return text.replace(/OS-[0-9A-Z-]+|\+?\d{8,}|\d/g, (found) =>
      found.length > 1 ? found : String.fromCharCode(ARABIC_ZERO + Number(found)),
    );
  }

  /** Pounds, with piastres only where there are some: `175 ج.م`, `EGP 1,250.50`. */
  money({ amount }: Money): string {
    const digits = amount % 100 === 0 ? 0 : 2;
    const shown = this.number(Math.abs(amount) / 100, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    const text = this.lang === "ar" ? `${shown} ج.م` : `EGP ${shown}`;
    return amount < 0 ? `\u2066\u2212\u2069${text}` : text;
  }

  percent(fraction: number): string {
    return this.number(fraction, { style: "percent", maximumFractionDigits: 0 });
  }

  /** `الأحد 22 نوفمبر`; with its year where another could be meant. */
  day(at: string | Date): string {
    return this.written(at, { weekday: "long", day: "numeric", month: "long", ...yearOf(at) });
  }

  /** `الأحد 22 نوفمبر 2026`, for lists that go over more than a year. */
  dayWithYear(at: string | Date): string {
    return this.written(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  }

  dayShort(at: string | Date): string {
    return this.written(at, { weekday: "short", day: "numeric", month: "short", ...yearOf(at) });
  }

  weekday(at: string | Date): string {
    return this.written(at, { weekday: "short" });
  }

  weekdayLong(at: string | Date): string {
    return this.written(at, { weekday: "long" });
  }

  dayOfMonth(at: string | Date): string {
    return this.written(at, { day: "numeric" });
  }

  month(at: string | Date): string {
    return this.written(at, { month: "short" });
  }

  date(at: string | Date): string {
    return this.written(at, { day: "numeric", month: "long", year: "numeric" });
  }

  time(at: string | Date): string {
    return this.written(at, { hour: "numeric", minute: "2-digit", hourCycle: "h12" });
  }

  /** A wall time that is written as if it were UTC. */
  wallTime(at: Date): string {
    return new Intl.DateTimeFormat(this.locale, {
      timeZone: "UTC",
      hour: "numeric",
      minute: "2-digit",
      hourCycle: "h12",
    }).format(at);
  }

  dateTime(at: string | Date): string {
    return this.written(at, {
      weekday: "short",
      day: "numeric",
      month: "short",
      ...yearOf(at),
      hour: "numeric",
      minute: "2-digit",
      hourCycle: "h12",
    });
  }

  /** `350 م`, `1.2 كم`. */
  distance(metres: number): string {
    const far = metres >= 1000;
    const unit = far ? "kilometer" : "meter";
    const value = far ? metres / 1000 : Math.round(metres / 10) * 10;
    return this.number(value, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: far ? 1 : 0,
    });
  }

  minutes(value: number): string {
    if (value >= 120 && value % 60 === 0) return this.unit(value / 60, "hour");
    if (value > 90) {
      const [hours, rest] = [Math.floor(value / 60), value % 60];
      const parts = [this.unit(hours, "hour"), ...(rest ? [this.unit(rest, "minute")] : [])];
      return new Intl.ListFormat(this.locale, { type: "unit", style: "short" }).format(parts);
    }
    return this.unit(value, "minute");
  }

  /** A length of time in the units that fit it: `14 days`, `1 hour, 30 minutes`. */
  span(seconds: number): string {
    const parts: string[] = [];
    let rest = Math.max(0, Math.round(seconds));
    for (const [unit, size] of UNITS) {
      const count = Math.floor(rest / size);
      rest -= count * size;
      if (count > 0) parts.push(this.unit(count, unit));
    }
    if (parts.length === 0) return this.unit(0, "second");
    return new Intl.ListFormat(this.locale, { type: "unit", style: "short" }).format(parts);
  }

  /** Time left, `2:05`. Always left to right. */
  clock(seconds: number): string {
    const left = Math.max(0, Math.floor(seconds));
    const rest = this.number(left % 60, { minimumIntegerDigits: 2 });
    return `${this.number(Math.floor(left / 60), { useGrouping: false })}:${rest}`;
  }

  ago(seconds: number): string {
    const relative = new Intl.RelativeTimeFormat(this.locale, { numeric: "auto" });
    if (seconds < 60) return relative.format(-Math.round(seconds), "second");
    if (seconds < 3600) return relative.format(-Math.round(seconds / 60), "minute");
    if (seconds < 86_400) return relative.format(-Math.round(seconds / 3600), "hour");
    return relative.format(-Math.round(seconds / 86_400), "day");
  }

  /** Thousandths of a star as `4.7`. */
  stars(milli: number): string {
    return this.number(milli / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  }

  /** Making a formatter takes a hundred times as long as using it. */
  private kept<T extends Intl.NumberFormat | Intl.DateTimeFormat>(
    kind: string,
    options: object = {},
    make: () => T,
  ): T {
    const name = kind + JSON.stringify(options);
    const known = (this.formatters.get(name) as T | undefined) ?? make();
    this.formatters.set(name, known);
    return known;
  }

  private unit(value: number, unit: Unit): string {
    return this.number(value, { style: "unit", unit, unitDisplay: "long" });
  }

  private written(at: string | Date, options: Intl.DateTimeFormatOptions): string {
    const make = () => new Intl.DateTimeFormat(this.locale, { timeZone: ZONE, ...options });
    const text = this.kept("date", options, make).format(new Date(at));
    // English puts a comma behind the weekday where a year follows, and none where there is none.
    return this.lang === "en" ? text.replace(/^([A-Za-z]+), /, "$1 ") : text;
  }
}

/** The year of a date that is so far away that its day and month alone could mean another one. */
function yearOf(at: string | Date): Intl.DateTimeFormatOptions {
  const far = Math.abs(new Date(at).getTime() - Date.now()) > NEAR_DAYS * DAY_MS;
  return far ? { year: "numeric" } : {};
}

/** Whatever digits somebody types, as Latin ones. */
export function latinDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - ARABIC_ZERO))
    .replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x06f0));
}

/** Cairo's calendar day of an instant, `2026-11-22`. */
export function cairoDay(at: Date): string {
  return new Intl.DateTimeFormat("en-CA", {
    timeZone: ZONE,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(at);
}

/** An E.164 phone as Egyptians write it, `0100 123 4567`. */
export function localPhone(phone: string): string {
  const local = phone.startsWith("+20") ? `0${phone.slice(3)}` : phone;
  return local.length === 11 ? `${local.slice(0, 4)} ${local.slice(4, 7)} ${local.slice(7)}` : local;
}
