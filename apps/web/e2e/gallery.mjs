/**
 * Pictures of the screens: phone, tablet and desktop, both languages, light and dark. OSTA_URL names
 * a running ./osta up; words choose among the looks: `npm run screenshots -- phone-ar`. With `whole`
 * a picture shows its page down to the end.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { DESK, launch, PHONE, person, TABLET } from "./browser.mjs";
import { openPlumbersHours, wordsOf } from "./people.mjs";
import { product } from "./product.mjs";
import { guestTour } from "./tour-guest.mjs";
import { joiningTour } from "./tour-joining.mjs";
import { officeTour } from "./tour-office.mjs";
import { ownTour } from "./tour-own.mjs";
import { visitTour } from "./tour-visit.mjs";
import { workTour } from "./tour-work.mjs";

/** Who looks: the size, the language, the colours. Staff sits at desks. */
const LOOKS = [
  ["phone", "ar"],
  ["desk", "ar"],
  ["phone", "en"],
  ["desk", "en"],
  ["phone", "ar", "-dark"],
  ["desk", "en", "-dark"],
  ["tablet", "ar"],
];
const SIZES = { phone: PHONE, tablet: TABLET, desk: DESK };
const TOURS = [guestTour, visitTour, ownTour, workTour, joiningTour, officeTour];

const words = process.argv.slice(2);
const whole = words.includes("whole");
const named = words.filter((word) => word !== "whole");
const nameOf = ([size, lang, look = ""]) => `${size}-${lang}${look}`;
const unknown = named.filter((word) => !LOOKS.some((look) => nameOf(look) === word));
if (unknown.length > 0) {
  console.error(`There is no look ${unknown.join(", ")}; there are ${LOOKS.map(nameOf).join(", ")}.`);
  process.exit(2);
}
const looks = LOOKS.filter((look) => named.length === 0 || named.includes(nameOf(look)));
const made = [];
const missed = [];
mkdirSync("gallery", { recursive: true });

/** The camera of a look: pictures are named after it, and one that fails does not end the tour. */
function cameraOf(ending) {
  const shoot = async (page, name) => {
    await page.waitForLoadState("networkidle", { timeout: 4000 }).catch(() => undefined);
    await page.waitForTimeout(350);
    const file = `${name}-${ending}.png`;
    await page.screenshot({ path: `gallery/${file}`, fullPage: whole });
    made.push(file);
  };
  const go = async (page, path, name) => {
    await page.goto(path);
    await shoot(page, name);
  };
  const scene = async (name, play) => {
    try {
      return await play();
    } catch (error) {
      missed.push(`${name}-${ending}`);
      console.log(`  missed ${name}-${ending}: ${error.message.split("\n").slice(0, 4).join(" / ")}`);
    }
  };
  return { shoot, go, scene };
}

async function visit(browser, running, [size, lang, look = ""]) {
  const dark = look === "-dark";
  const open = (more) => person(browser, { url: running.url, lang, viewport: SIZES[size], dark, ...more });
  const kit = { ...running, lang, t: wordsOf(lang), open, ...cameraOf(`${size}-${lang}${look}`) };
  for (const tour of TOURS) if (size !== "phone" || tour !== officeTour) await tour(kit);
}

const running = await product();
const browser = await launch();
try {
  await openPlumbersHours(running.url);
  for (const look of looks) await visit(browser, running, look);
} finally {
  await browser.close();
  await running.stop();
}
const cards = made
  .sort()
  .map(
    (file) => `<figure><img src="${file}" loading="lazy" alt=""><figcaption>${file}</figcaption></figure>`,
  );
writeFileSync(
  "gallery/index.html",
  `<!doctype html><meta charset="utf-8"><title>Osta</title><style>body{display:flex;flex-wrap:wrap;gap:16px;font:13px sans-serif}figure{margin:0}img{height:420px;border:1px solid #ccc}</style>${cards.join("")}`,
);
console.log(`${made.length} pictures in apps/web/gallery, ${missed.length} missed`);
process.exitCode = missed.length > 0 ? 1 : 0;
