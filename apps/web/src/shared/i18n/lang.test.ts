import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";

const KEY = "osta.preferences";

async function begin() {
  vi.resetModules();
  return import("./lang");
}

beforeEach(() => {
  localStorage.clear();
  // biome-ignore lint/suspicious/noDocumentCookie: as the page does
  document.cookie = "lang=; Max-Age=0; Path=/";
  history.replaceState(null, "", "/");
  vi.spyOn(navigator, "languages", "get").mockReturnValue(["en-GB", "ar"]);
});

test("the address decides, then what was chosen, then the browser", async () => {
  expect((await begin()).currentLang()).toBe("en");
  // biome-ignore lint/suspicious/noDocumentCookie: as the page does
  document.cookie = "lang=ar; Path=/";
  expect((await begin()).currentLang()).toBe("ar");
  localStorage.setItem(KEY, JSON.stringify({ lang: "en" }));
  expect((await begin()).currentLang()).toBe("en");
  history.replaceState(null, "", "/?lang=ar");
  expect((await begin()).currentLang()).toBe("ar");
});

test("a choice is kept for the program and told to the server", async () => {
  const { applyPreferences } = await begin();
  applyPreferences({ lang: "ar", digits: "arab" });
  expect(JSON.parse(localStorage.getItem(KEY) ?? "")).toEqual({ lang: "ar", digits: "arab" });
  expect(document.cookie).toContain("lang=ar");
  expect(document.documentElement.dir).toBe("rtl");
});

test("the app that is installed speaks the language that was chosen", async () => {
  document.head.innerHTML = '<link rel="manifest" href="/manifest.webmanifest" />';
  const { applyPreferences } = await begin();
  const linked = () => document.querySelector('link[rel="manifest"]')?.getAttribute("href");
  applyPreferences({ lang: "en", digits: "latn" });
  expect(linked()).toBe("/manifest.en.webmanifest");
  applyPreferences({ lang: "ar", digits: "latn" });
  expect(linked()).toBe("/manifest.webmanifest");
});

test("it is one app in both languages: only its words differ", async () => {
  const { MANIFESTS } = await begin();
  const [ar, en] = [MANIFESTS.ar, MANIFESTS.en].map((path) =>
    JSON.parse(readFileSync(`public${path}`, "utf8")),
  );
  expect([ar.lang, ar.dir, en.lang, en.dir]).toEqual(["ar", "rtl", "en", "ltr"]);
  const words = ["name", "short_name", "description", "lang", "dir"];
  for (const word of words) expect(en[word], word).not.toBe(ar[word]);
  const bare = (manifest: Record<string, unknown> & { shortcuts: { name: string }[] }) => ({
    ...Object.fromEntries(Object.entries(manifest).filter(([name]) => !words.includes(name))),
    shortcuts: manifest.shortcuts.map((one) => ({ ...one, name: "" })),
  });
  expect(bare(en)).toEqual(bare(ar));
  expect(en.id).toBe("/");
  for (const one of en.shortcuts) expect(one.name).not.toMatch(/[\u0600-\u06ff]/);
});
