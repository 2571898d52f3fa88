/** Staff's lists as files, and every side of a booking's story. */
import { readFileSync } from "node:fs";
import { DESK, person } from "./browser.mjs";
import { watchFaults } from "./checks.mjs";
import { logIn, OPERATOR, wordsOf } from "./people.mjs";

/** Lists that can be exported. The file has a line for each row at least: of all pages, not only of the one shown. */
const LISTS = [
  "bookings",
  "technicians",
  "accounts",
  "partners",
  "ledger",
  "balance",
  "services",
  "categories",
  "zones",
  "promotions",
  "disputes",
  "warranty",
  "appeals",
  "ratings",
  "alarms",
  "leaks",
  "deliveries",
  "figures",
];
/** Where rows stand in tables of their own, an entry's lines for one. */
const NESTED = ["ledger", "figures"];
const SIDES = ["timeline", "matching", "money", "talk", "evidence"];

export async function lists(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang, viewport: DESK });
  const page = await context.newPage();
  const fault = watchFaults(page);
  try {
    await logIn(page, t, OPERATOR);
    for (const list of LISTS) {
      await page.goto(`/ops/${list}`);
      await page.locator("#screen-title").waitFor();
      await page.waitForLoadState("networkidle", { timeout: 5000 }).catch(() => undefined);
      const button = page.getByRole("button", { name: t("ops.export"), exact: true }).first();
      const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
      if (!file.suggestedFilename().endsWith(".csv")) throw new Error(`${list}: ${file.suggestedFilename()}`);
      const [names = "", ...rows] = readFileSync(await file.path(), "utf8")
        .replace("\uFEFF", "")
        .trim()
        .split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/);
      const shown = await page.locator("table tbody tr").count();
      const least = NESTED.includes(list) ? 1 : shown;
      if (names.split(",").length < 2 || rows.length < least)
        throw new Error(`${list}: ${shown} rows are shown, the file has ${rows.length} under ${names}`);
    }
    say(`${LISTS.length} lists as files`);
    await acts(page);
    say("what staff did has words, not codes");
    await story(page, t);
    say("a booking from every side");
    fault();
  } finally {
    await context.close();
  }
}

/** What was done so far stands in the audit log in Arabic: a code without a word would be Latin. */
async function acts(page) {
  await page.goto("/ops/audit");
  await page.locator("table tbody tr").first().waitFor();
  const cells = await page
    .locator("table tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) => [row.cells[2]?.textContent ?? "", row.cells[3]?.textContent ?? ""]),
    );
  const bare = cells.flat().filter((text) => !/\p{Script=Arabic}/u.test(text));
  if (bare.length > 0) throw new Error(`without words: ${bare.join(", ")}`);
}

async function story(page, t) {
  await page.goto("/ops/bookings?status=completed");
  await page.locator('table a[href^="/ops/bookings/"]').first().click();
  for (const side of SIDES) {
    await page.getByRole("tab", { name: t(`storyview.${side}`) }).click();
    await page.getByRole("tab", { name: t(`storyview.${side}`), selected: true }).waitFor();
    await page.getByRole("tabpanel").waitFor();
    await page.waitForLoadState("networkidle", { timeout: 5000 }).catch(() => undefined);
    if (await page.getByText(t("state.failed")).count()) throw new Error(`${side} failed`);
  }
}
