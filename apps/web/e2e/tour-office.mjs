/** Staff's desk: every list, and the first of each. */
import { logIn, OPERATOR } from "./people.mjs";
import { enter } from "./setting.mjs";

const CUSTOMER = "01000000001";

const LISTS = [
  ["bookings", "30-board"],
  ["live", "31-live"],
  ["technicians", "32-technicians"],
  ["support", "33-support"],
  ["accounts", "34-accounts"],
  ["accounts/new", "34-account-new"],
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
  ["promotions", "45-promotions"],
  ["promotions/new", "45-promotion-new"],
  ["holidays", "46-holidays"],
  ["settings", "47-settings"],
  ["settings/payments/debt_limits", "48-debt-limits"],
  ["settings/booking/cancellation", "48-cancellation"],
  ["settings/booking/rules", "48-rules"],
  ["settings/booking/matching", "48-matching"],
  ["warranty", "49-warranty"],
  ["appeals", "50-appeals"],
  ["ratings", "51-ratings"],
  ["deliveries", "52-deliveries"],
  ["system", "53-system"],
  ["partners", "54-partners"],
  ["partners/new", "54-partner-new"],
  ["leaks", "55-leaks"],
  ["me", "56-me"],
];

export async function officeTour(kit) {
  const { t, open, shoot, go, scene } = kit;
  await scene("33-support", () => furnish(kit));
  const context = await open();
  const page = await context.newPage();
  await logIn(page, t, OPERATOR);
  for (const [path, name] of LISTS)
    await scene(name, async () => {
      await go(page, `/ops/${path}`, name);
      if (name === "48-matching") {
        await page.getByRole("button", { name: t("trial.run") }).click();
        const trial = page.getByTestId("trial");
        await trial.waitFor({ timeout: 10_000 });
        await trial.scrollIntoViewIfNeeded();
        await shoot(page, `${name}-trial`);
      }
      const first = page.locator(`main a[href^='/ops/${path}/']:not([href$='/new'])`).first();
      if (path.includes("/") || path === "settings" || (await first.count()) === 0) return;
      await first.click();
      await page.waitForTimeout(900);
      await shoot(page, `${name}-one`);
    });
  await scene("30-story", async () => {
    await page.goto("/ops/bookings?status=completed");
    await page.locator('table a[href^="/ops/bookings/"]').first().click();
    for (const side of ["matching", "money", "talk", "evidence"]) {
      await page.getByRole("tab", { name: t(`storyview.${side}`) }).click();
      await page.getByRole("tabpanel").waitFor();
      await shoot(page, `30-story-${side}`);
    }
  });
  await scene("54-endpoint", async () => {
    await page.goto("/ops/partners");
    await page.locator("table a[href^='/ops/partners/']").first().click();
    await page.locator("main a[href*='/endpoints/']:not([href$='/new'])").first().click();
    await shoot(page, "54-endpoint");
  });
  await scene("57-failed", async () => {
    await page.route("**/api/v1/admin/bookings?**", (route) => route.fulfill({ status: 500, body: "{}" }));
    await go(page, "/ops/bookings", "57-failed");
    await page.unroute("**/api/v1/admin/bookings?**");
    await page.route("**/api/v1/admin/bookings?**", () => undefined);
    await page.goto("/ops/bookings");
    await page.waitForTimeout(1200);
    await shoot(page, "57-loading");
    await page.unroute("**/api/v1/admin/bookings?**");
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await shoot(page, "57-keys");
  });
  await context.close();
}

/** Something on the lists that the demo world leaves empty. */
async function furnish({ url, lang }) {
  const [mona, staff] = await Promise.all([enter(url, CUSTOMER), enter(url, OPERATOR)]);
  const ar = lang === "ar";
  await mona.call("POST", "/conversations", {
    id: crypto.randomUUID(),
    subject: ar ? "الفاتورة" : "The invoice",
    text: ar ? "لم تصلني الفاتورة" : "I did not get my invoice",
  });
  const { id } = await staff.call("POST", "/admin/partners", {
    nameAr: "إدارة كمبوند الياسمين",
    nameEn: "Jasmine Compound",
    kind: "compound",
    contactPhone: `010${String(Date.now()).slice(-8)}`,
  });
  await staff.call("POST", `/admin/partners/${id}/keys`, {
    name: "Booking system",
    scopes: ["catalog:read", "bookings:read"],
  });
  const now = Date.now();
  await staff.call("POST", "/admin/promotions", {
    code: `SPRING${String(now).slice(-4)}`,
    name: { ar: "خصم الربيع", en: "Spring discount" },
    percentBp: 1000,
    maxDiscount: { amount: 10_000, currency: "EGP" },
    maxUses: 500,
    validFrom: new Date(now).toISOString(),
    validUntil: new Date(now + 30 * 86_400_000).toISOString(),
  });
  const hook = { url: "http://127.0.0.1:9/osta", description: "Tickets" };
  for (let tries = 0; tries < 40; tries++) {
    // Known there a moment after it was opened.
    const told = await staff.call("POST", `/admin/partners/${id}/webhook-endpoints`, hook).catch(() => null);
    if (told) break;
    await new Promise((done) => setTimeout(done, 250));
  }
}
