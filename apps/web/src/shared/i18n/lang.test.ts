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
