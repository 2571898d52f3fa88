import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { count } from "./coverage.mjs";

/** What keeps Debian's Chromium headless, and from calling anybody but the product. */
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-unsafe-swiftshader",
  // A microphone that beeps, for voice notes.
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/** Debian's Chromium, kept from calling anybody but the product. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ARGUMENTS,
    env: { ...process.env, HOME: join(tmpdir(), "osta-chromium") },
  });
}

export const PHONE = { width: 360, height: 800 };
export const TABLET = { width: 820, height: 1180 };
export const DESK = { width: 1280, height: 860 };

/** A person's browser: own cookies, language, size and place. */
export async function person(
  browser,
  {
    url,
    lang = "ar",
    viewport = PHONE,
    at = { latitude: 29.9618, longitude: 31.257 },
    dark = false,
    workers = false,
    userAgent,
  },
) {
  const context = await browser.newContext({
    baseURL: url,
    viewport,
    hasTouch: viewport === PHONE,
    locale: lang === "ar" ? "ar-EG" : "en-GB",
    timezoneId: "Africa/Cairo",
    geolocation: at,
    permissions: ["geolocation", "microphone"],
    reducedMotion: "reduce",
    colorScheme: dark ? "dark" : "light",
    userAgent,
    serviceWorkers: workers ? "allow" : "block",
  });
  // A machine that also builds is slow to open pages; what stands on them is waited for as always.
  context.setDefaultNavigationTimeout(60_000);
  return count(context);
}
