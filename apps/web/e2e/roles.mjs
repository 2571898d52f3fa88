/** Every role of staff goes wherever its screens lead, and nobody meets a locked door there. */
import { DESK, person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { codeFor, OPERATOR, wordsOf } from "./people.mjs";
import { ask, signedIn } from "./world.mjs";

const COLLEAGUES = [
  { role: "operations", firstName: "سلمى", lastName: "فوزي", locked: ["audit", "ledger", "accounts/new"] },
  { role: "support", firstName: "كريم", lastName: "نبيل", locked: ["accounts", "moves", "settings"] },
  { role: "finance", firstName: "داليا", lastName: "شوقي", locked: ["technicians", "services"] },
];
/** So many kinds of addresses are followed from one screen. */
const MOST_WAYS = 12;

export async function roles(browser, { url, sandbox, lang, say }) {
  const t = wordsOf(lang);
  const admin = await signedIn(url, OPERATOR);
  for (const { locked, ...colleague } of COLLEAGUES) {
    const phone = `0122${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
    await ask(url, admin, "POST", "/admin/operators", { ...colleague, phone, lang });
    const context = await person(browser, { url, lang, viewport: DESK });
    const page = await context.newPage();
    const fault = watchFaults(page);
    const refused = [];
    page.on("response", (answer) => {
      if (answer.status() >= 400 && answer.url().includes("/api/"))
        refused.push(`${answer.status()} ${answer.url()}`);
    });
    try {
      await enterByCode(page, t, sandbox, phone);
      refused.length = 0;
      const count = await walk(page, refused);
      for (const path of locked) {
        await page.goto(`/ops/${path}`);
        await page.getByText(t("ops.not_yours"), { exact: true }).waitFor();
      }
      await checkAccess(page, `${colleague.role}: a screen of another role`);
      if (refused.length > 0) throw new Error(`a locked door is asked: ${refused.join(", ")}`);
      fault();
      say(`${colleague.role}: ${count} screens, none of which refuses`);
    } finally {
      await context.close();
    }
  }
}

async function enterByCode(page, t, sandbox, phone) {
  const began = Date.now();
  await page.goto("/login");
  await page.getByLabel(t("auth.phone")).fill(phone);
  await page.getByRole("button", { name: t("auth.send") }).click();
  const code = page.getByLabel(t("auth.code"), { exact: true });
  await code.waitFor();
  await code.fill(await codeFor(sandbox, phone, began - 1000));
  await page.waitForURL((address) => address.pathname !== "/login");
}

/** Each place, and from there one address of each kind, two steps far. */
async function walk(page, refused) {
  const seen = new Set();
  const visit = async (path, further) => {
    if (seen.has(path)) return;
    seen.add(path);
    await page.goto(path);
    await page.locator("#screen-title").first().waitFor();
    await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
    if (refused.length > 0) throw new Error(`${path}: ${refused.join(", ")}`);
    if (further === 0) return;
    const ways = await page
      .locator("main a[href^='/ops/']")
      .evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const kinds = new Map(ways.map((way) => [way.replace(/[0-9a-f-]{36}/g, "*"), way]));
    for (const way of Array.from(kinds.values()).slice(0, MOST_WAYS)) await visit(way, further - 1);
  };
  await page.goto("/ops");
  const places = page.locator("nav a[href^='/ops/']");
  await places.first().waitFor();
  const all = await places.evaluateAll((links) => links.map((one) => one.getAttribute("href")));
  for (const path of [...all, "/ops/me"]) await visit(path, 2);
  return seen.size;
}
