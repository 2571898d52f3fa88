/**
 * Lighthouse as on a cheap phone (its own mobile throttling), on the first screen, a service and a
 * booking of each stage; words choose among them. Noisy by nature, so it is no test. `--write` appends
 * the table to bench/RESULTS.md.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ARGUMENTS } from "./browser.mjs";
import { logIn, openPlumbersHours, PLUMBER, wordsOf } from "./people.mjs";
import { product } from "./product.mjs";
import { accept, book, enter, here, setOut } from "./setting.mjs";

const LIGHTHOUSE = "lighthouse@12.8.2";
const RUNS = Number(process.env.OSTA_RUNS ?? 3);
/** A browser that has just begun sometimes says nothing of where it went; such a run is made again. */
const TRIES = 3;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CUSTOMER = "01000000001";
const AIMS = { performance: 90, accessibility: 98, lcp: 1800, cls: 0.05 };

const folder = mkdtempSync(join(tmpdir(), "osta-lighthouse-"));
const running = await product();

/** A browser whose profile Lighthouse's own takes over: it keeps the cookies and forgets all else. */
async function begin(profile, use) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    locale: "ar-EG",
    baseURL: running.url,
  });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

async function firstLink(page, path, links) {
  await page.goto(path);
  const link = page.locator(links).first();
  await link.waitFor();
  return new URL(await link.getAttribute("href"), running.url).href;
}

/** One booking of each stage, that waits, is on its way and is over: each is another screen. */
async function bookings(page) {
  const [customer, plumber] = [await enter(running.url, CUSTOMER), await enter(running.url, PLUMBER)];
  // At night, too.
  await openPlumbersHours(running.url);
  await here(plumber);
  const now = await book(customer);
  await accept(plumber, now.id);
  await setOut(plumber, now);
  await book(customer, { later: true });
  const link = page.locator("main a[href^='/bookings/']");
  await page.goto("/bookings");
  await link.first().waitFor();
  const paths = await link.evaluateAll((links) => links.map((one) => one.getAttribute("href")));
  const stages = new Map();
  for (const path of new Set(paths)) {
    await page.goto(path);
    const stage = await page.getByTestId("stage").getAttribute("data-stage");
    if (!stages.has(stage)) stages.set(stage, `${running.url}${path}`);
  }
  return Array.from(stages, ([stage, url]) => ({ name: `booking, ${stage}`, url, member: true }));
}

const customerLogsIn = (page) => logIn(page, wordsOf("ar"), CUSTOMER);
let profiles = 0;

/** One run that came to its end. */
async function measured(screen) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await measure(screen);
    } catch (error) {
      if (attempt === TRIES) throw error;
      console.error(`${screen.name}, once more: ${error.message}`);
    }
  }
}

/** One run in a profile of its own: a renewed session would be lost with the browser that is killed. */
async function measure({ name, url, member }) {
  const profile = join(folder, `profile-${profiles++}`);
  if (member) await begin(profile, customerLogsIn);
  const out = join(folder, "report.json");
  const flags = [...ARGUMENTS, "--headless=new", "--accept-lang=ar-EG", `--user-data-dir=${profile}`];
  execFileSync(
    "npx",
    [
      "--yes",
      LIGHTHOUSE,
      url,
      "--quiet",
      `--chrome-flags=${flags.join(" ")}`,
      "--only-categories=performance,accessibility",
      "--output=json",
      `--output-path=${out}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, CHROME_PATH: CHROMIUM } },
  );
  const text = readFileSync(out, "utf8");
  if (process.env.OSTA_REPORTS) writeFileSync(join(process.env.OSTA_REPORTS, `${name}.json`), text);
  const { categories, audits, finalDisplayedUrl, runtimeError } = JSON.parse(text);
  if (runtimeError) throw new Error(runtimeError.code);
  if (finalDisplayedUrl !== url) throw new Error(`${url} became ${finalDisplayedUrl}`);
  const failed = Object.values(audits)
    .filter(({ id, score }) => score === 0 && categories.accessibility.auditRefs.some((a) => a.id === id))
    .map(({ id }) => id);
  return {
    performance: Math.round(categories.performance.score * 100),
    accessibility: Math.round(categories.accessibility.score * 100),
    lcp: Math.round(audits["largest-contentful-paint"].numericValue),
    cls: audits["cumulative-layout-shift"].numericValue,
    tbt: Math.round(audits["total-blocking-time"].numericValue),
    bytes: Math.round(audits["total-byte-weight"].numericValue / 1024),
    failed,
  };
}

/** Which program answered: what it is built for is in its path. */
function server() {
  if (process.env.OSTA_URL) return "a server that was running";
  return `${/\brelease\b/.test(process.env.OSTA_BIN ?? "") ? "release" : "debug"} build of the server`;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const wanted = process.argv.slice(2).filter((one) => !one.startsWith("--"));
const began = loadavg()[0].toFixed(2);
const rows = [];
try {
  const screens = await begin(join(folder, "first"), async (page) => {
    const service = await firstLink(page, "/c/plumbing", "main a[href^='/s/']");
    await customerLogsIn(page);
    return [
      { name: "landing", url: `${running.url}/` },
      { name: "service", url: service },
      ...(await bookings(page)),
    ];
  });
  for (const screen of screens.filter(
    ({ name }) => !wanted.length || wanted.some((one) => name.includes(one)),
  )) {
    const runs = [];
    while (runs.length < RUNS) runs.push(await measured(screen));
    const { name } = screen;
    const of = (key) => median(runs.map((run) => run[key]));
    const row = Object.fromEntries(
      ["performance", "accessibility", "lcp", "cls", "tbt", "bytes"].map((key) => [key, of(key)]),
    );
    rows.push(
      `| ${name} | ${row.performance} | ${row.accessibility} | ${row.lcp} ms | ${row.cls.toFixed(3)} | ${row.tbt} ms | ${row.bytes} KiB |`,
    );
    console.log(rows.at(-1));
    const failed = new Set(runs.flatMap((run) => run.failed));
    if (failed.size > 0) console.log(`  accessibility: ${Array.from(failed).join(", ")}`);
  }
} finally {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes("--write")) {
  const when = new Date().toISOString().slice(0, 16).replace("T", " ");
  appendFileSync(
    new URL("../../../bench/RESULTS.md", import.meta.url),
    `\n## Lighthouse, ${when} UTC\n\n${LIGHTHOUSE}, its mobile throttling, Debian's Chromium, Arabic, median of ${RUNS}; ${server()} over HTTP/1.1; load average ${began} before and ${loadavg()[0].toFixed(2)} after, the browser's own work included. Aims: performance ≥ ${AIMS.performance}, accessibility ≥ ${AIMS.accessibility}, LCP ≤ ${AIMS.lcp} ms, CLS ≤ ${AIMS.cls}.\n\n| screen | performance | accessibility | LCP | CLS | TBT | bytes |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`,
  );
}
