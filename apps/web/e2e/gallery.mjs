/**
 * Pictures of the screens: phone, tablet and desktop, both languages, light and dark. OSTA_URL names
 * a running ./osta up; words choose among the looks: `npm run screenshots -- phone-ar`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { DESK, launch, PHONE, person, TABLET } from "./browser.mjs";
import { fillOrder, logIn, OPERATOR, PLUMBER, signUp, wordsOf } from "./people.mjs";
import { product } from "./product.mjs";

const CUSTOMER = "01000000001";
const WANTED = { ar: ["حنفية", /إصلاح حنفية/], en: ["repair tap", /Repair tap/] };
const running = await product();
const browser = await launch();
const made = [];
mkdirSync("gallery", { recursive: true });

/** Who looks: the size, the language, the colours. Staff sit at desks. */
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
const words = process.argv.slice(2);
const looks = LOOKS.filter((look) => {
  const name = look.slice(0, 2).join("-") + (look[2] ?? "");
  return words.length === 0 || words.includes(name);
});

async function visit(size, lang, look = "") {
  const t = wordsOf(lang);
  const viewport = SIZES[size];
  const dark = look === "-dark";
  const as = { url: running.url, lang, viewport, dark };
  const picture = async (page, name) => {
    const file = `${name}-${size}-${lang}${look}.png`;
    await page.screenshot({ path: `gallery/${file}` });
    made.push(file);
  };
  const context = await person(browser, as);
  const page = await context.newPage();
  const shoot = async (name) => {
    await page.waitForLoadState("networkidle").catch(() => undefined);
    await page.waitForTimeout(350);
    await picture(page, name);
  };
  const go = async (path, name) => {
    await page.goto(path);
    await shoot(name);
  };
  const [wanted, service] = WANTED[lang];
  await go("/", "01-home");
  await page.getByRole("searchbox").fill(wanted);
  await page.getByRole("link", { name: service }).first().waitFor();
  await shoot("02-search");
  await go("/c/plumbing", "03-category");
  await page.goto("/");
  await page.getByRole("searchbox").fill(wanted);
  await page.getByRole("link", { name: service }).first().click();
  await page.getByRole("button", { name: t("service.order"), exact: true }).waitFor();
  await shoot("04-service");
  await fillOrder(page, t, { wanted, service });
  await shoot("07-check");
  await page.goto("/order/place");
  await shoot("05-place");
  await page.goto("/order/time");
  await page.getByRole("radio", { name: t("time.later") }).check();
  await shoot("06-time");
  await page
    .getByRole("group", { name: t("time.hour") })
    .getByRole("button")
    .first()
    .click();
  await page.getByRole("button", { name: t("act.next") }).click();
  await page.getByRole("button", { name: t("plan_rhythm.weekly"), exact: true }).click();
  await shoot("07-check-repeat");
  await go("/login", "08-login");
  await logIn(page, t, CUSTOMER);
  await page.getByRole("searchbox").waitFor();
  await go("/bookings", "09-bookings");
  await page.locator("main a[href^='/bookings/']").first().click();
  await page.getByTestId("stage").waitFor();
  await shoot("10-booking");
  await go("/account", "11-account");
  await go("/account/wallet", "12-wallet");
  await go("/account/notifications", "13-notifications");
  await go("/account/addresses", "14-addresses");
  for (const [path, name] of [
    ["/account/plans", "15-plans"],
    ["/account/technicians", "16-technicians"],
    ["/account/alerts", "17-alerts"],
    ["/account/privacy", "18-privacy"],
    ["/account/sessions", "19-sessions"],
    ["/talk", "19-talks"],
    ["/talk/new", "19-question"],
    ["/shared/AAAAAAAAAAAAAAAAAAAAAA", "19-shared-over"],
  ])
    await go(path, name);
  await page.goto("/talk");
  const talk = page.locator("main a[href^='/talk/']:not([href='/talk/new'])").first();
  await talk.waitFor({ timeout: 5000 }).catch(() => undefined);
  if (await talk.count()) {
    await talk.click();
    await page.getByRole("log").waitFor();
    await shoot("19-conversation");
  }
  await page.goto("/bookings");
  await page.locator("main a[href^='/bookings/']").last().click();
  await page.getByTestId("stage").waitFor();
  await shoot("10-booking-over");
  const technician = page.locator("main a[href^='/p/']").first();
  if (await technician.count()) {
    await technician.click();
    await page.getByRole("heading", { name: t("tech.reviews") }).waitFor();
    await shoot("10-technician");
  }
  await context.close();

  const desk = await person(browser, as);
  const work = await desk.newPage();
  await logIn(work, t, PLUMBER);
  for (const [path, name] of [
    ["/work", "20-work"],
    ["/work/earnings", "22-earnings"],
    ["/work/me", "23-me"],
    ["/work/agenda", "24-agenda"],
    ["/work/earnings/statement", "25-statement"],
    ["/work/hours", "26-hours"],
    ["/work/areas", "27-areas"],
    ["/work/services", "28-prices"],
    ["/work/setup", "29-papers"],
    ["/work/ratings", "29-ratings"],
    ["/work/why", "29-why"],
  ]) {
    await work.goto(path);
    await work.waitForLoadState("networkidle").catch(() => undefined);
    await work.waitForTimeout(500);
    await picture(work, name);
    if (path !== "/work") continue;
    const job = work.locator("main a[href^='/work/jobs/']").first();
    await job.waitFor({ timeout: 5000 }).catch(() => undefined);
    if ((await job.count()) === 0) continue;
    // By its address: an offer may cover the list.
    await work.goto(await job.getAttribute("href"));
    await work.waitForTimeout(900);
    await picture(work, "21-job");
  }
  await desk.close();

  const newcomer = await person(browser, as);
  const join = await newcomer.newPage();
  const shot = async (name) => {
    await join.waitForTimeout(600);
    await picture(join, name);
  };
  const phone = `0155${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  await join.goto("/join");
  await join.getByLabel(t("auth.phone")).waitFor();
  await shot("15-join");
  await signUp(join, t, running.sandbox, phone, ["سيد", "عوض"]);
  const next = join.getByRole("button", { name: t("act.next"), exact: true });
  await join.getByRole("heading", { name: t("join.name") }).waitFor();
  await shot("16-join-name");
  await next.click();
  const number = `290011501${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
  await join.getByLabel(t("join.id"), { exact: true }).fill(number);
  await join.getByLabel(t("join.id"), { exact: true }).blur();
  await shot("17-join-id");
  await next.click();
  await join.getByRole("button", { name: t("pin.locate") }).click();
  await join.waitForTimeout(1500);
  await shot("18-join-home");
  await next.click();
  await join.getByText(t("paper.todo")).first().waitFor();
  await shot("19-join-papers");
  await newcomer.close();

  if (size === "phone") return;
  const office = await person(browser, as);
  const ops = await office.newPage();
  await logIn(ops, t, OPERATOR);
  const pages = [
    ["bookings", "30-board"],
    ["live", "31-live"],
    ["technicians", "32-technicians"],
    ["support", "33-support"],
    ["accounts", "34-accounts"],
    ["figures", "35-figures"],
    ["audit", "36-audit"],
    ["alarms", "37-alarms"],
    ["disputes", "38-disputes"],
    ["ledger", "39-ledger"],
    ["balance", "40-balance"],
    ["moves", "41-payouts"],
    ["services", "42-services"],
    ["categories", "43-categories"],
    ["zones", "44-zones"],
    ["promotions/new", "45-promotion"],
    ["holidays", "46-holidays"],
    ["settings", "47-settings"],
    ["settings/payments/debt_limits", "48-debt-limits"],
    ["settings/booking/matching", "48-matching"],
    ["warranty", "49-warranty"],
    ["appeals", "50-appeals"],
    ["ratings", "51-ratings"],
    ["deliveries", "52-deliveries"],
    ["system", "53-system"],
    ["partners", "54-partners"],
    ["partners/new", "54-partner-new"],
  ];
  for (const [path, name] of pages) {
    await ops.goto(`/ops/${path}`);
    await ops.waitForLoadState("networkidle").catch(() => undefined);
    await ops.waitForTimeout(500);
    await picture(ops, name);
    if (name === "48-matching") {
      await ops.getByRole("button", { name: t("trial.run") }).click();
      const trial = ops.getByTestId("trial");
      await trial.waitFor({ timeout: 10_000 }).catch(() => undefined);
      if (await trial.count()) await trial.scrollIntoViewIfNeeded();
      await picture(ops, `${name}-trial`);
    }
    const first = ops.locator(`table a[href^='/ops/${path}/']`).first();
    if ((await first.count()) === 0) continue;
    await first.click();
    await ops.waitForTimeout(900);
    await picture(ops, `${name}-one`);
  }
  await office.close();
}

try {
  for (const look of looks) await visit(...look);
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
console.log(`${made.length} pictures in apps/web/gallery`);
