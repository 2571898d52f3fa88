// @vitest-environment node
import { expect, test } from "vitest";
import ar from "../../locales/ar/core.json";
import en from "../../locales/en/core.json";
import { needed, wishedDark } from "../../scripts/pages";
import { DOORS, type DoorName } from "./doors";
import { draw } from "./first-paint";

test("the first screen is drawn in both languages, with its styles", async () => {
  for (const [lang, words] of [
    ["ar", ar],
    ["en", en],
  ] as const) {
    const { html, styles } = await draw("home", lang);
    const names = Object.keys(styles);
    expect(html).toContain(words["home.title"]);
    expect(html).toContain(words["home.search_hint"]);
    expect(html).toContain(words["nav.bookings"]);
    expect(names.length).toBeGreaterThan(10);
    const [, name] = /class="(?:rtl|ltr)-(\w+)/.exec(html) ?? [];
    expect(names).toContain(name);
    expect(styles[name ?? ""]).toContain(`-${name}{`);
  }
});

test("each page can be drawn under the policy, and shows where one is", async () => {
  for (const name of Object.keys(DOORS) as DoorName[]) {
    const { html } = await draw(name, "ar");
    expect(html, name).not.toMatch(/ style=|<script|<style/);
    expect(html.length, name).toBeGreaterThan(100);
  }
  const current = async (name: DoorName) =>
    (await draw(name, "en")).html.match(/aria-current="page"[^>]*href="([^"]+)"/)?.[1];
  expect(await current("bookings")).toBe("/bookings");
  expect(await current("account")).toBe("/account");
  expect(await current("service")).toBeUndefined();
  expect((await draw("order", "en")).html, "nothing else to tap while ordering").not.toContain(
    en["nav.below"],
  );
  expect((await draw("work", "en")).html).not.toContain("<header");
});

test("who has chosen no colours gets those that the browser wishes", () => {
  const css =
    ':root{--a:1}[data-scheme="dark"]{--a:2}.x{color:red}*:where([data-scheme="dark"]) .x{color:blue}';
  expect(wishedDark(css)).toBe(
    "@media (prefers-color-scheme:dark){:root:not([data-scheme]){--a:2}*:where(:root:not([data-scheme])) .x{color:blue}}",
  );
  expect(wishedDark("a{b:c}")).toBe("");
});

test("values that nothing asks for are left out of the page", () => {
  const css =
    ":root{--mui-a:1;--mui-b:var(--mui-a);--mui-c:var(--mui-d);--mui-d:2}.x{color:var(--mui-b);--own:3}";
  expect(needed(css)).toBe(":root{--mui-a:1;--mui-b:var(--mui-a);}.x{color:var(--mui-b);--own:3}");
});
