/** Which lines of the app the browser tests reached, when OSTA_COVERAGE is set. */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CoverageReport } from "monocart-coverage-reports";

const wanted = Boolean(process.env.OSTA_COVERAGE);
let report = null;

/** Counts what every page of a person's browser runs, until the browser is closed. */
export function count(context) {
  if (!wanted) return context;
  report ??= new CoverageReport({
    outputDir: "coverage/browser",
    reports: ["json"],
    logging: "error",
    entryFilter: (entry) => entry.url.includes("/assets/"),
    sourceFilter: (source) => source.startsWith("src/") || source.includes("/src/"),
    // The gateway serves no maps, and pages with theirs inside would take twice as long to load.
    sourceMapResolver: (url) => JSON.parse(readFileSync(join("dist/assets", basename(url)), "utf8")),
    sourcePath: (source) => source.replace(/^.*?(?=src\/)/, ""),
  });
  const counted = new Set();
  const newPage = context.newPage.bind(context);
  context.newPage = async () => {
    const page = await newPage();
    await page.coverage.startJSCoverage({ resetOnNavigation: false });
    counted.add(page);
    // The browser forgets what it counted with the page that it leaves.
    for (const leave of ["goto", "reload", "goBack", "goForward", "close"]) {
      const go = page[leave].bind(page);
      page[leave] = async (...where) => {
        await keep(page);
        if (leave !== "close") await page.coverage.startJSCoverage({ resetOnNavigation: false });
        return go(...where);
      };
    }
    return page;
  };
  const keep = async (page) => {
    if (page.isClosed()) return;
    const entries = await page.coverage.stopJSCoverage().catch(() => []);
    for (const once of rounds(entries)) await report.add(once);
  };
  const close = context.close.bind(context);
  context.close = async () => {
    await Promise.all(Array.from(counted, keep));
    await close();
  };
  return context;
}

/** A reloaded page has every script once more; the report takes each only once at a time. */
function rounds(entries) {
  const all = [];
  for (const entry of entries) {
    const free = all.find((round) => !round.has(entry.url));
    if (free) free.set(entry.url, entry);
    else all.push(new Map([[entry.url, entry]]));
  }
  return all.map((round) => Array.from(round.values()));
}

/** Writes what was counted, once all browsers are closed. */
export async function writeCounts() {
  await report?.generate();
}
