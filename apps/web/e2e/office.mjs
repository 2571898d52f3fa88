/** Staff at its desk: draws a zone, changes what is owed, decides a complaint, answers, exports; then keys alone. */
import { readFileSync } from "node:fs";
import { DESK, person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { head, logIn, OPERATOR, wordsOf } from "./people.mjs";
import { ask, disputedBooking, signedIn } from "./world.mjs";

export async function office(browser, { url, say }) {
  const t = wordsOf("ar");
  const context = await person(browser, { url, lang: "ar", viewport: DESK });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const customer = await signedIn(url, "01000000001");
  const question = { id: crypto.randomUUID(), subject: "الفاتورة", text: "لم تصلني الفاتورة" };
  await ask(url, customer, "POST", "/conversations", question);
  const disputed = disputedBooking(url);
  // Told where it is waited for.
  disputed.catch(() => undefined);
  try {
    await logIn(page, t, OPERATOR);
    await drawZone(page, t);
    say("a zone is drawn on the map, and one corner moved by keyboard");
    await changeSetting(page, t);
    say("the debt limits have a new version, with what it changed");
    await tryRules(page, t);
    say("rules of matching are tried on last week");
    await answer(page, t, question);
    const { items } = await ask(url, customer, "GET", `/conversations/${question.id}/messages`);
    if (!items.some(({ side, text }) => side === "operator" && text === "أرسلناها الآن"))
      throw new Error("the customer has no answer");
    say("the customer's question is answered");
    await exportCsv(page, t);
    say("the audit log is exported for a spreadsheet");
    const booking = await disputed;
    await decide(page, t, booking);
    const after = await ask(url, customer, "GET", `/bookings/${booking.id}`);
    if (after.dispute?.refund?.amount !== 6050) throw new Error(`refunded: ${JSON.stringify(after.dispute)}`);
    say("the complaint is decided, and a part goes back");
    await decidedAndWhose(page, t, booking);
    say("the complaint is among the decided ones, and the customer's bookings are found by phone");
    await keysAlone(page, t);
    say("from the board to a booking and back without a mouse");
    fault();
  } catch (error) {
    await page.screenshot({ path: "test-results/office.png", fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
  }
}

async function drawZone(page, t) {
  const code = `e2e-${Date.now()}`;
  await page.goto("/ops/zones/new");
  await page.getByLabel(t("form.name_ar")).fill("منطقة التجربة");
  await page.getByLabel(t("form.name_en")).fill("Trial zone");
  await page.getByLabel(t("zone.code")).fill(code);
  const map = page.getByTestId("zone-map");
  await map.locator("canvas").waitFor();
  await page.waitForTimeout(1500);
  await map.scrollIntoViewIfNeeded();
  const box = await map.boundingBox();
  for (const [x, y] of [
    [0.3, 0.3],
    [0.7, 0.32],
    [0.66, 0.7],
    [0.32, 0.68],
  ])
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
  await map.locator(".zone-corner").nth(3).waitFor();
  await map.locator(".zone-corner").first().focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await checkAccess(page, "a zone being drawn");
  const save = page.getByRole("button", { name: t("act.save"), exact: true });
  await save.click();
  // Drawn over zones that others order in: told beside the map, by the other's name, and not served.
  const complaint = page.getByRole("region", { name: t("zone.boundary") }).getByRole("alert");
  await complaint.filter({ hasText: /«.+»/ }).waitFor();
  await page.waitForFunction((one) => one === document.activeElement, await complaint.elementHandle());
  await checkAccess(page, "a zone over another");
  await page.getByLabel(t("zone.served")).uncheck();
  await save.click();
  await page.waitForURL(/\/ops\/zones$/);
  await page.getByRole("cell", { name: code }).waitFor();
}

async function changeSetting(page, t) {
  await page.goto("/ops/settings/payments/debt_limits");
  const soft = page.locator('input[name="value.soft"]');
  await soft.waitFor();
  // Another amount than now, whatever an earlier run left.
  const amount = (await soft.inputValue()) === "310" ? "320" : "310";
  await soft.fill(amount);
  await page.getByTestId("preview").getByText(amount).waitFor();
  await page.getByRole("button", { name: t("setting.make") }).click();
  await page.getByText(t("form.required")).waitFor();
  await page.locator('input[name="reason"]').fill("تجربة");
  await page.getByRole("button", { name: t("setting.make") }).click();
  await page.getByText(t("form.saved")).waitFor();
  await page.locator("[data-version]").first().getByText(t("setting.now")).waitFor();
}

async function tryRules(page, t) {
  await page.goto("/ops/settings/booking/matching");
  await page.locator('input[name="value.weights.refusalS"]').fill("3600");
  await page.getByRole("button", { name: t("trial.run") }).click();
  const found = page.getByTestId("trial");
  await found
    .getByRole("row")
    .filter({ hasText: t("trial.medianTravelS") })
    .waitFor();
  await checkAccess(page, "rules that are tried");
}

/** Somebody else saves while a form is open: once theirs is taken, once one's own is kept. */
export async function conflict(browser, { url, say, lang }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang, viewport: DESK });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const operator = await signedIn(url, OPERATOR);
  const trades = async () => (await ask(url, operator, "GET", "/admin/categories")).items;
  const before = (await trades()).find(({ code }) => code === "plumbing");
  const now = async () => (await trades()).find(({ id }) => id === before.id);
  const theirs = async (change) => {
    const { id, ...rest } = { ...(await now()), ...change };
    await ask(url, operator, "PUT", `/admin/categories/${id}`, rest);
  };
  const field = (name) => page.locator(`[name="${name}"]`);
  const save = () => page.getByRole("button", { name: t("act.save"), exact: true }).click();
  try {
    await logIn(page, t, OPERATOR);
    await page.goto(`/ops/categories/${before.id}`);
    await field("keywords").fill("حنفية مواسير");
    await theirs({ sortOrder: 7 });
    await save();
    const both = page.getByTestId("conflict");
    await both.getByText(t("service.keywords")).waitFor();
    await both.getByText(t("form.order")).waitFor();
    await checkAccess(page, "a form that somebody else changed");
    await page.getByRole("button", { name: t("form.take_theirs") }).click();
    await both.waitFor({ state: "detached" });
    const taken = [await field("keywords").inputValue(), await field("sortOrder").inputValue()];
    if (taken.join("|") !== `${before.keywords}|7`) throw new Error(`taken: ${taken}`);

    await field("keywords").fill("حنفية مواسير");
    await theirs({ sortOrder: 8 });
    await save();
    await page.getByRole("button", { name: t("form.keep_mine") }).click();
    await page.waitForURL(/\/ops\/categories$/);
    const { keywords, sortOrder } = await now();
    if (`${keywords}|${sortOrder}` !== "حنفية مواسير|7") throw new Error(`kept: ${keywords}, ${sortOrder}`);
    say("two change one trade at once, and each way out of it leads out");
    fault();
  } catch (error) {
    await page.screenshot({ path: `test-results/conflict-${lang}.png`, fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
    await theirs({ ...before, version: (await now()).version });
  }
}

async function answer(page, t, { subject, id }) {
  await page.goto("/ops/support?assigned=nobody");
  await page.locator(`main a[href*="${id}"]`).click();
  await page.getByRole("heading", { name: subject }).waitFor();
  await page.getByRole("button", { name: t("support.take"), exact: true }).click();
  await page.getByLabel(t("support.answer")).fill("أرسلناها الآن");
  await page.keyboard.press("Control+Enter");
  await page.locator("li[data-side=operator]").getByText("أرسلناها الآن").waitFor();
}

async function exportCsv(page, t) {
  await page.goto("/ops/audit?action=settings.change");
  // Who and what by name, and what it was before and is now in the words of the form.
  const change = page.locator("table tbody tr").first();
  await change.getByRole("link", { name: t("setting.payments_debt_limits") }).waitFor();
  await change.getByText(t("audit.show"), { exact: true }).click();
  const soft = change.getByRole("listitem").filter({ hasText: t("setfield.soft") });
  await soft.locator("del").waitFor();
  await soft.locator("ins").filter({ hasText: "ج.م" }).waitFor();
  await checkAccess(page, "what an action changed");
  await page.goto("/ops/audit");
  const button = page.getByRole("button", { name: t("ops.export") });
  await button.waitFor();
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const text = readFileSync(await file.path(), "utf8");
  if (!text.startsWith("\uFEFF")) throw new Error("a spreadsheet would not take this for UTF-8");
  if (!text.includes(t("audit.when")) || !text.includes("catalog.zone_created"))
    throw new Error(`the file lacks what the screen shows: ${text.slice(0, 200)}`);
}

async function decide(page, t, { id }) {
  await page.goto(`/ops/disputes/${id}`);
  await page.getByRole("button", { name: t("staff_dispute.resolve"), exact: true }).click();
  await page.getByLabel(t("staff_dispute.outcome")).selectOption("partial_refund");
  await page.getByLabel(t("staff_dispute.refund")).fill("٦٠٫٥");
  await page.getByLabel(t("story.reason")).fill("العيب لم يُصلح بالكامل");
  await checkAccess(page, "deciding a complaint");
  await page.getByRole("button", { name: t("sure.on"), exact: true }).click();
  await page
    .getByTestId("sure-amount")
    .filter({ hasText: /60[.٫]50/ })
    .waitFor();
  await checkAccess(page, "asked once more");
  await page.getByRole("button", { name: new RegExp(`^${head(t("sure.yes_amount"))}.*60[.٫]50`) }).click();
  await page.getByTestId("talk").getByText(t("talkstate.decided")).waitFor();
}

async function decidedAndWhose(page, t, { number }) {
  await page.goto("/ops/disputes");
  await page.getByLabel(t("board.status")).selectOption("decided");
  await page.waitForURL(/state=decided/);
  await page.getByRole("row").filter({ hasText: number }).getByText(t("ending.partial_refund")).waitFor();
  await page.goto("/ops/bookings");
  const whose = page.locator('input[name="customer"]');
  await whose.fill("٠١٠ ٠٠٠٠ ٠٠٠١");
  await page.getByRole("listbox").getByRole("option").first().click();
  await page.waitForURL(/customer=/);
  await page.getByRole("row").filter({ hasText: number }).waitFor();
  const name = await whose.inputValue();
  await page.reload();
  await page.waitForFunction((one) => document.querySelector('input[name="customer"]')?.value === one, name);
  await checkAccess(page, "one customer's bookings");
}

async function keysAlone(page, t) {
  await page.goto("/ops/audit");
  await page.getByRole("heading", { name: t("ops.audit") }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("b");
  await page.waitForURL(/\/ops\/bookings$/);
  const rows = page.getByRole("table", { name: t("ops.bookings") }).locator("tbody tr");
  await rows.nth(1).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  for (let tabs = 0; tabs < 16; tabs++) {
    if (await rows.first().evaluate((row) => row === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("ArrowDown");
  if (!(await rows.nth(1).evaluate((row) => row === document.activeElement)))
    throw new Error("the arrows do not go through the rows");
  await page.keyboard.press("Enter");
  await page.getByRole("tab", { name: t("storyview.timeline") }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: t("keys.title") }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

const SCREENS = [
  ["live", "ops.live"],
  ["bookings", "ops.bookings"],
  ["support", "ops.support"],
  ["alarms", "ops.alarms"],
  ["disputes", "ops.disputes"],
  ["warranty", "ops.warranty"],
  ["appeals", "ops.appeals"],
  ["ratings", "ops.ratings"],
  ["technicians", "ops.technicians"],
  ["accounts", "ops.users"],
  ["partners", "ops.partners"],
  ["partners/new", "partner.new"],
  ["leaks", "ops.leaks"],
  ["ledger", "ops.ledger"],
  ["balance", "ops.balance"],
  ["moves", "ops.moves"],
  ["services", "ops.services"],
  ["categories", "ops.categories"],
  ["zones", "ops.zones"],
  ["promotions/new", "promo.new"],
  ["holidays", "ops.holidays"],
  ["settings", "ops.settings"],
  ["figures", "ops.kpis"],
  ["deliveries", "ops.deliveries"],
  ["system", "ops.system"],
  ["audit", "ops.audit"],
];

/** Nothing on any screen of staff stands in somebody's way, in either language. */
export async function officeAccess(browser, { url, say }) {
  await Promise.all(
    ["ar", "en"].map(async (lang) => {
      const t = wordsOf(lang);
      const context = await person(browser, { url, lang, viewport: DESK });
      const page = await context.newPage();
      const fault = watchFaults(page);
      try {
        await logIn(page, t, OPERATOR);
        for (const [path, title] of SCREENS) {
          await page.goto(`/ops/${path}`);
          await page
            .getByRole("heading", { name: t(title), exact: true })
            .first()
            .waitFor();
          await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
          await checkAccess(page, `${lang}: /ops/${path}`);
        }
        for (const list of ["bookings", "technicians", "accounts", "services", "zones"]) {
          await page.goto(`/ops/${list}`);
          await page.locator(`table a[href^="/ops/${list}/"]`).first().click();
          await page.waitForURL(new RegExp(`/ops/${list}/.+`));
          await page.waitForLoadState("networkidle", { timeout: 3000 }).catch(() => undefined);
          await checkAccess(page, `${lang}: one of ${list}`);
        }
        fault();
        say(`every screen of staff (${lang})`);
      } finally {
        await context.close();
      }
    }),
  );
}
