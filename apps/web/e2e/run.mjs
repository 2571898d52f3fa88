/** Drives the running product in Debian's Chromium, as people do. */
import { mkdirSync } from "node:fs";
import { app, lateMap } from "./app.mjs";
import { basement, tooLate } from "./basement.mjs";
import { launch } from "./browser.mjs";
import { changed } from "./changed.mjs";
import { writeCounts } from "./coverage.mjs";
import { deskOffline, noDesk } from "./desk-offline.mjs";
import { estimate } from "./estimate.mjs";
import { journey } from "./journey.mjs";
import { keeping, offline, screens } from "./keeping.mjs";
import { keepsNothing } from "./keeps-nothing.mjs";
import { keyboard } from "./keyboard.mjs";
import { large } from "./large.mjs";
import { lists } from "./lists.mjs";
import { maps } from "./maps.mjs";
import { moved } from "./moved.mjs";
import { offClock } from "./off-clock.mjs";
import { conflict, office, officeAccess } from "./office.mjs";
import { onboarding } from "./onboarding.mjs";
import { partners } from "./partners.mjs";
import { paying } from "./paying.mjs";
import { openPlumbersHours } from "./people.mjs";
import { product } from "./product.mjs";
import { roles } from "./roles.mjs";
import { safety } from "./safety.mjs";
import { talking } from "./talking.mjs";

mkdirSync("test-results", { recursive: true });
const wanted = process.argv.slice(2);
// In an order in which no customer orders by hand more than three times a minute.
const tests = [
  ["a booking from order to rating, in Arabic", (browser, at) => journey(browser, { ...at, lang: "ar" })],
  ["a booking from order to rating, in English", (browser, at) => journey(browser, { ...at, lang: "en" })],
  ["an estimate that is declined, in Arabic", (browser, at) => estimate(browser, { ...at, lang: "ar" })],
  ["an estimate that is declined, in English", (browser, at) => estimate(browser, { ...at, lang: "en" })],
  ["an estimate that is approved", (browser, at) => estimate(browser, { ...at, lang: "ar", approved: true })],
  ["a job whose network goes", basement],
  [
    "becoming a technician, and meanwhile offers that are answered too late",
    (browser, at) => Promise.all([onboarding(browser, { ...at, lang: "ar" }), tooLate(browser, at)]),
  ],
  ["the staff's desk", office],
  ["a form that two change at once, in Arabic", (browser, at) => conflict(browser, { ...at, lang: "ar" })],
  ["a form that two change at once, in English", (browser, at) => conflict(browser, { ...at, lang: "en" })],
  ["every screen of staff, for everybody", officeAccess],
  ["every role of staff, wherever its screens lead", (browser, at) => roles(browser, { ...at, lang: "ar" })],
  // In one language each; the other one is a word away.
  ["a conversation that loses its connection", (browser, at) => talking(browser, { ...at, lang: "en" })],
  [
    "an order in two tabs, reloaded at every step and cancelled",
    (browser, at) => changed(browser, { ...at, lang: "ar" }),
  ],
  ["plans and privacy", keeping],
  ["partners' keys and webhooks, in Arabic", (browser, at) => partners(browser, { ...at, lang: "ar" })],
  ["partners' keys and webhooks, in English", (browser, at) => partners(browser, { ...at, lang: "en" })],
  ["staff's lists as files, and a booking's story", (browser, at) => lists(browser, { ...at, lang: "ar" })],
  ["the screens of an account", screens],
  ["bookings without a network", offline],
  ["an order that waits for its money", (browser, at) => paying(browser, { ...at, lang: "en" })],
  ["an order by keys alone, in Arabic", (browser, at) => keyboard(browser, { ...at, lang: "ar" })],
  ["an order by keys alone, in English", (browser, at) => keyboard(browser, { ...at, lang: "en" })],
  ["text twice as large", large],
  [
    "a technician's desk without a network",
    async (browser, at) => {
      await noDesk(browser, at);
      await deskOffline(browser, at);
    },
  ],
  ["the app as an app", app],
  ["a browser that keeps nothing", (browser, at) => keepsNothing(browser, { ...at, lang: "ar" })],
  ["phones whose clocks are hours off", (browser, at) => offClock(browser, { ...at, lang: "en" })],
  ["a map that comes late", lateMap],
  ["a map of the installation's own", maps],
  ["a shared visit, help, and a complaint", (browser, at) => safety(browser, { ...at, lang: "en" })],
  ["another time, and a fault that is back", (browser, at) => moved(browser, { ...at, lang: "en" })],
].filter(([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)));

const running = await product();
const browser = await launch();
let failed = 0;
try {
  await openPlumbersHours(running.url);
  for (const [name, test] of tests) {
    const began = Date.now();
    const say = (what) =>
      console.log(`    ${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}`);
    try {
      await test(browser, { url: running.url, sandbox: running.sandbox, say });
      console.log(`  ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`  FAIL  ${name}\n${error.stack}`);
    }
  }
} finally {
  await browser.close();
  await writeCounts();
  await running.stop();
}
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
