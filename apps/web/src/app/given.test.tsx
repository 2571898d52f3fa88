import { act } from "react";
import { hydrateRoot } from "react-dom/client";
import { beforeEach, expect, test, vi } from "vitest";
import { keep as keepTrades } from "@/features/home/home";
import { keep as keepService } from "@/features/home/service";
import type { CategoriesOut, ServiceOut } from "@/generated/guest";
import { api } from "@/shared/api/empty";
import { Format } from "@/shared/format/format";
import type { Lang } from "@/shared/i18n/lang";
import { translator } from "@/shared/i18n/translate";
import type { Key } from "@/shared/i18n/words";
import { App } from "./app";
import { makeCaches } from "./caches";
import { type DrawnGaps, drawGaps, type GapWords, sections } from "./first-values";
import { Providers } from "./providers";
import { store } from "./store";

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
window.scrollTo = () => undefined;
const asked = vi.fn<typeof fetch>(() => Promise.reject(new Error("the page has it all")));
vi.stubGlobal("fetch", asked);

beforeEach(() => {
  asked.mockClear();
});

type Json = Record<string, unknown>;
const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce((found, part) => (part ? (found as Json | undefined)?.[part] : found), value);

function holds(scope: unknown, conditions: string): boolean {
  return conditions.split("|").some((one) => {
    const [path = "", above] = one.split(">");
    const value = at(scope, path);
    if (above) return Number(value) > Number(above);
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
}

/** What the gateway does (`services/gateway/src/web/fill.rs`), in the app's own words for values. */
function fill(page: string, scope: unknown, lang: Lang, words: GapWords): string {
  const begin = /\{\{#(if|each) ([^}]+)\}\}/.exec(page);
  if (begin) {
    const [open, kind, path = ""] = begin;
    const from = begin.index + open.length;
    const marks = /\{\{([#/])(?:if|each)[^}]*\}\}/g;
    marks.lastIndex = from;
    let end = marks.exec(page);
    for (let depth = 1; end; end = marks.exec(page)) {
      depth += end[1] === "#" ? 1 : -1;
      if (depth === 0) break;
    }
    const inside = page.slice(from, end?.index);
    const list = kind === "each" ? ((at(scope, path) ?? []) as unknown[]) : holds(scope, path) ? [scope] : [];
    const parts = [
      fill(page.slice(0, begin.index), scope, lang, words),
      ...list.map((one) => fill(inside, one, lang, words)),
      fill(page.slice(marks.lastIndex), scope, lang, words),
    ];
    return parts.join("");
  }
  const format = new Format({ lang, digits: "latn" });
  return page.replace(/\{\{([^}]+)\}\}/g, (_, mark: string) => {
    const [kind, path = "", more = ""] = mark.split(" ");
    const value = at(scope, path);
    if (kind === "text") return format.pick(value as never);
    if (kind === "money") return format.money(value as never);
    if (kind === "minutes") return format.minutes(Number(value));
    if (kind === "stars") return format.stars(Number(value) * 10);
    if (kind === "raw") return String(value);
    if (kind === "count") return translator(format)(path as Key, { count: Number(at(scope, more)) });
    const [trade = ""] = String(at(scope, more)).split(".");
    return words.icons[path]?.[trade] ?? words.icons[path]?.["*"] ?? "";
  });
}

/** The program goes on with the page: it finds nothing else than it would draw, and asks nobody. */
async function goesOn(path: string, html: string, lang: Lang) {
  history.replaceState(null, "", path);
  const root = document.createElement("div");
  root.innerHTML = html;
  document.body.append(root);
  const title = root.querySelector("h1");
  const faults: unknown[] = [];
  const program = (
    <Providers caches={makeCaches()} begin={{ lang, digits: "latn" }}>
      <App ready={new Promise(() => undefined)} />
    </Providers>
  );
  const live = await act(async () =>
    hydrateRoot(root, program, { onRecoverableError: (fault) => faults.push(fault) }),
  );
  await act(() => new Promise((go) => setTimeout(go, 50)));
  expect(faults).toEqual([]);
  expect(title?.isConnected).toBe(true);
  expect(asked.mock.calls.map(([url]) => url)).toEqual([]);
  const shown = root.cloneNode(true) as HTMLElement;
  await act(async () => live.unmount());
  store.dispatch(api.util.resetApiState());
  root.remove();
  return shown;
}

const text = (ar: string, en: string) => ({ ar, en });
const plain = {
  id: "7",
  categoryId: "1",
  categoryName: text("سباكة", "Plumbing"),
  code: "plumbing.tap",
  name: text("إصلاح حنفية", "Repair tap"),
  unit: text("حنفية", "tap"),
  pricing: "fixed_scope",
  priceUnit: "fixed",
  basePrice: { amount: 17_500, currency: "EGP" },
  partsCap: { amount: 123_450, currency: "EGP" },
  included: [],
  notIncluded: [],
  estimatedDuration: 45,
  warrantyDays: 0,
  maxQuantity: 5,
  isEmergencyService: false,
  emergencySurchargeBp: 0,
  needsCertificate: false,
  completionChecklist: [],
  minPhotosBefore: 0,
  minPhotosAfter: 0,
} satisfies ServiceOut;
const full: ServiceOut = {
  ...plain,
  priceUnit: "per_item",
  description: text("نغيّر القلب والجلدة.", "New core and washer."),
  typicalPrice: { min: { amount: 20_000, currency: "EGP" }, max: { amount: 90_050, currency: "EGP" } },
  included: [text("الأجرة", "Labour"), text("العدة", "Tools")],
  notIncluded: [text("القطع", "Parts")],
  rating: { starsCenti: 475, count: 1203 },
  estimatedDuration: 135,
  warrantyDays: 30,
  isEmergencyService: true,
};

test.each(["ar", "en"] as const)("a service that stands in the page is gone on with (%s)", async (lang) => {
  const drawn = await drawGaps(lang);
  const visit: ServiceOut = { ...full, pricing: "inspection_first", priceUnit: "fixed", warrantyDays: 2 };
  for (const service of [plain, full, visit, { ...full, priceUnit: "hourly", maxQuantity: 1 } as const]) {
    const page = drawn.pages.find(({ by }) => by.join() === [service.pricing, service.priceUnit].join());
    const html = fill((page as DrawnGaps).html, service, lang, drawn.words);
    store.dispatch(keepService(service, service));
    const root = await goesOn("/s/7", html, lang);
    expect(root.querySelector("h1")?.textContent).toBe(service.name[lang]);
  }
});

test("what there is to order stands in the first screen", async () => {
  const drawn = await drawGaps("ar");
  const page = drawn.pages.find(({ door }) => door === "home");
  const items = [
    { id: "1", code: "plumbing", name: text("سباكة", "Plumbing") },
    { id: "2", code: "roofing", name: text("أسطح", "Roofs") },
  ];
  const trades: CategoriesOut = { items };
  store.dispatch(keepTrades(trades));
  const root = await goesOn("/", fill((page as DrawnGaps).html, trades, "ar", drawn.words), "ar");
  const links = Array.from(root.querySelectorAll("main li a"), (link) => link.getAttribute("href"));
  expect(links).toEqual(["/c/plumbing", "/c/roofing"]);
});

test("an element that is not always there becomes a section", () => {
  expect(sections('<p>a</p><ul data-if="x|y&gt;1"><li data-each="x"><ul>b</ul></li></ul>c')).toBe(
    '<p>a</p>{{#if x|y>1}}<ul data-if="x|y&gt;1">{{#each x}}<li data-each="x"><ul>b</ul></li>{{/each}}</ul>{{/if}}c',
  );
  expect(() => sections('<p data-if="x">')).toThrow("no end");
});
