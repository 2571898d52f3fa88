import type { UnknownAction } from "@reduxjs/toolkit";
import { renderToString } from "react-dom/server";
import { CategoryIcon, TRADES } from "@/features/home/category-icon";
import { keep as keepTrades } from "@/features/home/home";
import { keep as keepService } from "@/features/home/service";
import type { CategoriesOut, Localized, PriceUnit, Pricing, ServiceOut } from "@/generated/guest";
import { api } from "@/shared/api/empty";
import { Format } from "@/shared/format/format";
import type { Lang } from "@/shared/i18n/lang";
import { translator } from "@/shared/i18n/translate";
import { type Entry, entry, type Key, loadWords } from "@/shared/i18n/words";
import { App } from "./app";
import type { DoorName } from "./doors";
import { type Drawn, drawn, inside, NEVER } from "./first-paint";
import { beginAt } from "./pages";
import { store } from "./store";

/**
 * A page with gaps for what the gateway puts in: the first screen, and a service in each way in which
 * one is priced. `services/gateway/src/web/fill.rs` says what the marks mean.
 */
export interface DrawnGaps extends Drawn {
  door: DoorName;
  /** What the gateway goes by, in the order of the door's `given.by`. */
  by: string[];
}

/** How a language writes what fills the gaps. */
export interface GapWords {
  money: string;
  minutes: Record<number, string>;
  counts: Record<string, Exclude<Entry, string>>;
  /** By their sizes, then by trades; `*` for all others. */
  icons: Record<string, Record<string, string>>;
}

const WAYS: [Pricing, PriceUnit][] = (["fixed_scope", "inspection_first"] as const).flatMap((pricing) =>
  (["fixed", "hourly", "per_item"] as const).map((unit): [Pricing, PriceUnit] => [pricing, unit]),
);
const COUNTED = ["service.warranty", "service.ratings"] as const satisfies Key[];
/** Durations that a service may have, in minutes. */
const [STEP, LONGEST] = [5, 24 * 60];

const SIZES = [52, 64];

const mark = (path: string): Localized => ({ ar: `{{text ${path}}}`, en: `{{text ${path}}}` });
const money = (amount: number) => ({ amount, currency: "EGP" as const });

const TRADE = { id: "sample", code: "{{raw code}}", name: mark("name") };

/** Everything that a service may say, with values that stand nowhere else. */
const SAMPLE = {
  id: "sample",
  categoryId: "sample",
  categoryName: mark("categoryName"),
  code: "sample",
  name: mark("name"),
  description: mark("description"),
  unit: mark("unit"),
  basePrice: money(11_111_111),
  partsCap: money(22_222_222),
  typicalPrice: { min: money(33_333_333), max: money(44_444_444) },
  included: [mark(".")],
  notIncluded: [mark(".")],
  rating: { starsCenti: 321, count: 8765 },
  estimatedDuration: 4321,
  warrantyDays: 7654,
  maxQuantity: 99,
  isEmergencyService: true,
  emergencySurchargeBp: 0,
  needsCertificate: false,
  completionChecklist: [],
  minPhotosBefore: 0,
  minPhotosAfter: 0,
} satisfies Omit<ServiceOut, "pricing" | "priceUnit">;

/** What the sample's values look like on the screen, and the marks that come in their places. */
function gapsIn(lang: Lang): [string, string][] {
  const format = new Format({ lang, digits: "latn" });
  const t = translator(format);
  const { basePrice, partsCap, typicalPrice, rating, warrantyDays } = SAMPLE;
  return [
    [format.money(basePrice), "{{money basePrice}}"],
    [format.money(partsCap), "{{money partsCap}}"],
    [format.money(typicalPrice.min), "{{money typicalPrice.min}}"],
    [format.money(typicalPrice.max), "{{money typicalPrice.max}}"],
    [format.minutes(SAMPLE.estimatedDuration), "{{minutes estimatedDuration}}"],
    [format.stars(rating.starsCenti * 10), "{{stars rating.starsCenti}}"],
    [t("service.warranty", { count: warrantyDays }), "{{count service.warranty warrantyDays}}"],
    [t("service.ratings", { count: rating.count }), "{{count service.ratings rating.count}}"],
  ];
}

type Icons = GapWords["icons"];

/** The pictures of all trades, and the styles that they need. */
function drawIcons(lang: Lang) {
  let styles: Record<string, string> = {};
  const icons: Icons = {};
  for (const size of SIZES) {
    icons[size] = {};
    for (const code of ["*", ...TRADES]) {
      const icon = inside(lang, (wrap) => renderToString(wrap(<CategoryIcon code={code} size={size} />)));
      icons[size][code] = icon.html;
      styles = { ...styles, ...icon.styles };
    }
  }
  return { icons, styles };
}

/** All pages with gaps in a language, and the words for what fills them. */
export async function drawGaps(lang: Lang): Promise<{ pages: DrawnGaps[]; words: GapWords }> {
  await loadWords(lang, ["order"]);
  const { icons, styles } = drawIcons(lang);
  const marks = SIZES.map((size) => [icons[size]?.["*"] ?? "", `{{icon ${size} code}}`] as [string, string]);
  const gaps = [...marks, ...gapsIn(lang)];
  const paint = async (door: DoorName, at: string, keep: UnknownAction, by: string[]): Promise<DrawnGaps> => {
    store.dispatch(keep);
    const once = () => drawn(lang, at, (router) => <App ready={NEVER} router={router} />);
    // A screen that comes later is there from the second time on.
    once();
    await beginAt(at);
    const page = once();
    store.dispatch(api.util.resetApiState());
    const html = gaps.reduce((text, [shown, gap]) => text.replaceAll(shown, gap), sections(page.html));
    return { door, by, html, styles: { ...page.styles, ...styles }, whole: true };
  };
  const pages = [await paint("home", "/", keepTrades({ items: [TRADE] } satisfies CategoriesOut), [])];
  for (const by of WAYS) {
    const [pricing, priceUnit] = by;
    const keep = keepService({ ...SAMPLE, pricing, priceUnit }, SAMPLE);
    pages.push(await paint("service", `/s/${SAMPLE.id}`, keep, by));
  }
  const all = pages.map(({ html }) => html).join();
  for (const [, gap] of gaps) if (!all.includes(gap)) throw new Error(`no page shows ${gap}`);
  return { pages, words: wordsIn(lang, icons) };
}

function wordsIn(lang: Lang, icons: Icons): GapWords {
  const format = new Format({ lang, digits: "latn" });
  const minutes: Record<number, string> = {};
  for (let value = STEP; value <= LONGEST; value += STEP) minutes[value] = format.minutes(value);
  const counts: GapWords["counts"] = {};
  for (const key of COUNTED) {
    const found = entry(lang, key) ?? key;
    counts[key] = typeof found === "string" ? { other: found } : found;
  }
  return { money: format.money(money(100)).replace("1", "{n}"), minutes, counts, icons };
}

/** What has `data-if` or `data-each` becomes a section that the gateway leaves out or repeats. */
export function sections(html: string): string {
  const begin = /<(\w+)[^>]* data-(if|each)="([^"]+)"[^>]*>/.exec(html);
  if (!begin) return html;
  const [open, tag = "", kind = "", value = ""] = begin;
  const from = begin.index + open.length;
  const same = new RegExp(`<(/?)${tag}\\b[^>]*>`, "g");
  same.lastIndex = from;
  let depth = 1;
  while (depth > 0) {
    const next = same.exec(html);
    if (!next) throw new Error(`${open} has no end`);
    depth += next[1] ? -1 : 1;
    if (depth > 0) continue;
    const content = open + sections(html.slice(from, next.index)) + next[0];
    const section = `{{#${kind} ${value.replaceAll("&gt;", ">")}}}${content}{{/${kind}}}`;
    return html.slice(0, begin.index) + section + sections(html.slice(same.lastIndex));
  }
  return html;
}
