/**
 * Lighthouse as on a cheap phone (its own mobile throttling), on the first screen, a service and a
 * booking. Noisy by nature, so it is no test. `--write` appends the table to bench/RESULTS.md.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ARGUMENTS } from "./browser.mjs";
import { logIn, wordsOf } from "./people.mjs";
import { product } from "./product.mjs";

const LIGHTHOUSE = "lighthouse@12.8.2";
const RUNS = 3;
const PORT = 9333;
const CUSTOMER = "01000000001";
const AIMS = { performance: 90, accessibility: 98, lcp: 1800, cls: 0.05 };

const folder = mkdtempSync(join(tmpdir(), "osta-lighthouse-"));
const running = await product();
// The browser's own profile, so that Lighthouse sees who is logged in.
const context = await chromium.launchPersistentContext(join(folder, "profile"), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [...ARGUMENTS, `--remote-debugging-port=${PORT}`],
  locale: "ar-EG",
  baseURL: running.url,
});

function measure(url) {
  const out = join(folder, "report.json");
  execFileSync(
    "npx",
    [
      "--yes",
      LIGHTHOUSE,
      url,
      `--port=${PORT}`,
      "--quiet",
      "--disable-storage-reset",
      "--only-categories=performance,accessibility",
      "--output=json",
      `--output-path=${out}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const { categories, audits } = JSON.parse(readFileSync(out, "utf8"));
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

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const rows = [];
try {
  const page = await context.newPage();
  const t = wordsOf("ar");
  await page.goto("/c/plumbing");
  const service = page.locator("main a[href^='/s/'], main a[href^='/services/']").first();
  await service.waitFor();
  const serviceUrl = new URL(await service.getAttribute("href"), running.url).href;
  await logIn(page, t, CUSTOMER);
  await page.goto("/bookings");
  const booking = page.locator("main a[href^='/bookings/']").first();
  await booking.waitFor();
  const bookingUrl = new URL(await booking.getAttribute("href"), running.url).href;
  await page.close();
  for (const [name, url] of [
    ["first screen", `${running.url}/`],
    ["service", serviceUrl],
    ["booking", bookingUrl],
  ]) {
    const runs = Array.from({ length: RUNS }, () => measure(url));
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
  await context.close();
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}

if (process.argv.includes("--write")) {
  const when = new Date().toISOString().slice(0, 16).replace("T", " ");
  appendFileSync(
    new URL("../../../bench/RESULTS.md", import.meta.url),
    `\n## Lighthouse, ${when} UTC\n\n${LIGHTHOUSE}, its mobile throttling, Debian's Chromium, Arabic, median of ${RUNS}; load average ${loadavg()[0].toFixed(2)}. Debug build of the server. Aims: performance ≥ ${AIMS.performance}, accessibility ≥ ${AIMS.accessibility}, LCP ≤ ${AIMS.lcp} ms, CLS ≤ ${AIMS.cls}.\n\n| screen | performance | accessibility | LCP | CLS | TBT | bytes |\n| --- | --- | --- | --- | --- | --- | --- |\n${rows.join("\n")}\n`,
  );
}
