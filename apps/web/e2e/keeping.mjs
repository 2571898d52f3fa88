/** What stays after a visit: a plan, a favourite, privacy; and the app without a network. */
import { readFileSync } from "node:fs";
import { DESK, PHONE, person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { codeFor, head, logIn, PLUMBER, wordsOf } from "./people.mjs";
import { enter } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";

/** An order for a time, made to come again at the last step. */
async function ordered(page, t, access) {
  const next = () => page.getByRole("button", { name: t("act.next") }).click();
  const button = (name) => page.getByRole("button", { name });
  await page.goto("/");
  await page.getByRole("searchbox").fill("حنفية");
  await page
    .getByRole("link", { name: /إصلاح حنفية/ })
    .first()
    .click();
  await button(t("service.order")).click();
  await next();
  await page.getByRole("radio", { name: t("time.later") }).check();
  const times = page.getByRole("group", { name: t("time.hour") }).getByRole("button");
  const done = (method) =>
    page.waitForResponse((one) => /\/slots\/holds/.test(one.url()) && one.request().method() === method);
  await Promise.all([done("POST"), times.last().click()]);
  await next();
  const weekly = page.getByRole("button", { name: t("plan_rhythm.weekly"), exact: true });
  await Promise.all([done("DELETE"), weekly.click()]);
  await access("an order that repeats");
  await button(new RegExp(head(t("check.confirm_plan")))).click();
  await page.waitForURL(/account\/plans/);
  // What the order became stands for all its steps: one tap leads back to before it.
  await page.goBack();
  await page.waitForURL((at) => at.pathname.startsWith("/s/"));
  await page.goForward();
  await page.waitForURL(/account\/plans/);
  await page.getByRole("link", { name: t("plan.visit_ordered") }).click({ timeout: 30_000 });
  await button(t("cancel.open")).click();
  await button(t("cancel.sure")).click();
  await page.getByText(t("cancel.done")).waitFor();
  await page.goto("/account/plans");
  await button(t("plan.end")).first().click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: t("plan.end"), exact: true })
    .click();
  await page.getByText(t("plan_state.ended")).nth(1).waitFor();
}

export async function keeping(browser, { url, sandbox, say }) {
  const t = wordsOf("ar");
  const mona = await enter(url, CUSTOMER);
  const { items } = await mona.call("GET", "/bookings?status=completed&limit=50");
  // The oldest: the demo world's, which every copy of the data holds.
  const done = items.findLast((one) => one.stage === "settled");
  const context = await person(browser, { url });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const access = (name) => checkAccess(page, name);
  const press = (key) =>
    page
      .getByRole("button", { name: t(key), exact: true })
      .first()
      .click();
  try {
    await logIn(page, t, CUSTOMER);
    await page.goto(`/bookings/${done.id}`);
    await page.getByTestId("receipt").waitFor();
    await access("finished visit");
    await press("plan.make");
    await page
      .getByRole("group", { name: t("time.day") })
      .getByRole("button", { disabled: false })
      .last()
      .click();
    await page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .first()
      .click();
    await access("a plan to be");
    await press("plan.save");
    await page.waitForURL(/account\/plans/);
    await press("plan.skip");
    await page.getByText(t("plan.visit_skipped")).first().waitFor();
    await access("plans");
    await press("plan.end");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("plan.end"), exact: true })
      .click();
    await page.getByText(t("plan_state.ended")).first().waitFor();
    say("a visit comes again, once it is left out, then it ends");

    await ordered(page, t, access);
    say("an order that repeats is a plan, and its first visit is ordered by itself");

    await page.goto(`/bookings/${done.id}`);
    await press("people.add");
    await page.getByRole("button", { name: t("people.favourite"), exact: true }).waitFor();
    await page.goto("/account/technicians");
    await page.locator("a[href^='/p/']").first().click();
    await page.getByRole("heading", { name: t("tech.reviews") }).waitFor();
    await access("technician");
    await page.goBack();
    await press("people.remove");
    await page.getByText(t("people.none")).waitFor();
    await access("technicians");
    say("a favourite, its page, and no favourite any more");

    await page.goto("/account/privacy");
    const offers = page.getByRole("switch", { name: t("consent.marketing") });
    const before = await offers.isChecked();
    await offers.click();
    await page.getByText(t("me.saved")).waitFor();
    await page.reload();
    if ((await offers.isChecked()) === before) throw new Error("the consent was not kept");
    await page.waitForLoadState("networkidle");
    const copies = page.getByRole("button", { name: t("privacy.download") });
    const earlier = await copies.count();
    // Three a day, where the product is used for more than one run.
    if (earlier < 3) {
      await press("privacy.ask");
      await copies.nth(earlier).waitFor({ timeout: 30_000 });
    }
    const download = page.waitForEvent("download", { timeout: 30_000 });
    await page
      .getByRole("button", { name: t("privacy.download") })
      .first()
      .click({ timeout: 30_000 });
    const copy = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    if (!JSON.stringify(copy).includes(done.number)) throw new Error("the copy lacks the booking");
    say("a consent is kept, and the copy of one's data holds the booking");

    await press("forget.ask");
    const since = Date.now();
    await press("forget.send_code");
    await page.getByLabel(t("auth.code"), { exact: true }).fill(await codeFor(sandbox, CUSTOMER, since));
    await press("forget.sure");
    // The demo world's customer has money in the wallet: the server says so, and nothing is lost.
    await page
      .getByRole("dialog")
      .getByText(/\d جنيه/)
      .waitFor();
    say("asking to be forgotten names the money that stands in the way");
    fault();
  } catch (error) {
    await keepPictures("keeping", [page]);
    throw error;
  } finally {
    await context.close();
  }
}

const OPEN = ["/", "/c/plumbing", "/login", "/join", "/nowhere", "/shared/AAAAAAAAAAAAAAAAAAAAAA"];
const OWN = [
  "/bookings",
  "/account",
  "/account/wallet",
  "/account/notifications",
  "/account/addresses",
  "/account/plans",
  "/account/technicians",
  "/account/alerts",
  "/account/sessions",
  "/account/privacy",
  "/talk",
  "/talk/new",
];
const WORK = [
  "/work",
  "/work/agenda",
  "/work/earnings",
  "/work/earnings/statement",
  "/work/me",
  "/work/notifications",
  "/work/alerts",
  "/work/hours",
  "/work/areas",
  "/work/services",
  "/work/setup",
  "/work/ratings",
  "/work/why",
];
/** Lists, and the first of them. */
const ONES = [
  [null, "/c/plumbing", "main a[href^='/s/']"],
  [CUSTOMER, "/bookings", "main a[href^='/bookings/']"],
  [PLUMBER, "/work", "main a[href^='/work/jobs/']"],
];

/** The screens that need no story, each looked at for everybody: in Arabic on a phone, in English at a desk. */
export async function screens(browser, { url, say }) {
  const looks = [
    ["ar", PHONE],
    ["en", DESK],
  ].flatMap(([lang, viewport]) =>
    [
      [null, OPEN],
      [CUSTOMER, OWN],
      [PLUMBER, WORK],
    ].map(async ([phone, paths]) => {
      const context = await person(browser, { url, lang, viewport });
      const page = await context.newPage();
      const fault = watchFaults(page);
      const look = async (name) => {
        await page.waitForLoadState("networkidle");
        await checkAccess(page, `${lang}: ${name}`);
      };
      try {
        if (phone) await logIn(page, wordsOf(lang), phone);
        for (const path of paths) {
          await page.goto(path);
          await look(path);
        }
        const [, list, links] = ONES.find(([whose]) => whose === phone);
        await page.goto(list);
        await page.locator(links).first().click();
        await page.waitForURL((at) => at.pathname !== list);
        await look(`one of ${list}`);
        fault();
      } finally {
        await context.close();
      }
    }),
  );
  await Promise.all(looks);
  say(`${OPEN.length + OWN.length + WORK.length + ONES.length} screens in both languages`);
}

/** The service worker: bookings are read without a network, and what was kept ends with the session. */
export async function offline(browser, { url, say }) {
  const t = wordsOf("ar");
  const context = await person(browser, { url, workers: true });
  const page = await context.newPage();
  try {
    await logIn(page, t, CUSTOMER);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await page.goto("/bookings");
    const first = page.locator("main a[href^='/bookings/']").first();
    await first.waitFor();
    const path = await first.getAttribute("href");
    await first.click();
    await page.getByTestId("stage").waitFor();
    const title = await page.getByRole("heading", { level: 1 }).textContent();
    await page.waitForLoadState("networkidle");
    await context.setOffline(true);
    await page.goto(path);
    await page.getByRole("heading", { level: 1, name: title ?? "" }).waitFor();
    await page.getByTestId("stage").waitFor();
    await page.getByText(t("state.offline_bar")).waitFor();
    await page.goto("/bookings");
    await page.locator("main a[href^='/bookings/']").first().waitFor();
    say("without a network the app starts and shows the bookings, and says that they may be old");
    await context.setOffline(false);
    await page.goto("/account");
    await page.getByRole("button", { name: t("act.log_out") }).click();
    await page.waitForURL((at) => at.pathname === "/" || at.pathname === "/login");
    await page.waitForFunction(async () => !(await caches.has("osta-data")));
    say("logging out forgets them");
  } catch (error) {
    await keepPictures("offline", [page]);
    throw error;
  } finally {
    await context.close();
  }
}
