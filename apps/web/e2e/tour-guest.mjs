/** What somebody sees who has no account yet, up to the price; and the screens of a bad day. */
import { fillOrder } from "./people.mjs";

const WANTED = { ar: ["حنفية", /إصلاح حنفية/], en: ["repair tap", /Repair tap/] };

export async function guestTour({ lang, t, open, shoot, go, scene }) {
  const context = await open();
  const page = await context.newPage();
  const [wanted, service] = WANTED[lang];
  await scene("01-home", async () => {
    await go(page, "/", "01-home");
    await page.getByRole("searchbox").fill(wanted);
    await page.getByRole("link", { name: service }).first().waitFor();
    await shoot(page, "02-search");
    await page.getByRole("searchbox").fill("zzzzzz");
    await page.waitForTimeout(900);
    await shoot(page, "02-search-none");
    await go(page, "/c/plumbing", "03-category");
  });
  await scene("04-service", async () => {
    await page.goto("/");
    await page.getByRole("searchbox").fill(wanted);
    await page.getByRole("link", { name: service }).first().click();
    await page.getByRole("button", { name: t("service.order"), exact: true }).waitFor();
    await shoot(page, "04-service");
    await page.getByRole("button", { name: t("service.order"), exact: true }).click();
    await page.getByLabel(t("address.street")).waitFor();
    await shoot(page, "05-place-empty");
  });
  await scene("07-check", async () => {
    await fillOrder(page, t, { wanted, service });
    await shoot(page, "07-check");
    await go(page, "/order/place", "05-place");
    await page.goto("/order/time");
    await page.getByRole("radio", { name: t("time.later") }).check();
    await shoot(page, "06-time");
    await page
      .getByRole("group", { name: t("time.hour") })
      .getByRole("button")
      .first()
      .click();
    await page.getByRole("button", { name: t("act.next") }).click();
    await page.getByRole("button", { name: t("plan_rhythm.weekly"), exact: true }).click();
    await shoot(page, "07-check-repeat");
  });
  await scene("08-login", async () => {
    await go(page, "/login", "08-login");
    await page.getByLabel(t("auth.phone")).fill("01099999999");
    await page.getByRole("button", { name: t("auth.send") }).click();
    await page.getByLabel(t("auth.code"), { exact: true }).waitFor();
    await shoot(page, "08-login-code");
    await page.goto("/login");
    await page.getByRole("button", { name: t("login.by_password") }).click();
    await page.getByLabel(t("auth.phone")).fill("01099999999");
    await page.getByLabel(t("login.password")).fill("wrong-password");
    await page.getByRole("button", { name: t("login.enter"), exact: true }).click();
    await page.waitForTimeout(1500);
    await shoot(page, "08-login-wrong");
  });
  await go(page, "/shared/AAAAAAAAAAAAAAAAAAAAAA", "09-shared-over");
  await go(page, "/nowhere", "09-not-found");
  await context.close();
  await scene("09-outside", async () => {
    const far = await open({ at: { latitude: 24.09, longitude: 32.9 } });
    const there = await far.newPage();
    await there.goto("/");
    await there.getByRole("searchbox").fill(wanted);
    await there.getByRole("link", { name: service }).first().click();
    await there.getByRole("button", { name: t("service.order"), exact: true }).click();
    await there.getByRole("button", { name: t("address.locate") }).click();
    await there.getByRole("alert").first().waitFor();
    await shoot(there, "09-outside");
    await far.close();
  });
  await scene("09-failed", async () => {
    const bad = await open();
    const there = await bad.newPage();
    await there.route("**/api/v1/services?**", (route) => route.fulfill({ status: 500, body: "{}" }));
    await go(there, "/c/plumbing", "09-failed");
    await there.unroute("**/api/v1/services?**");
    await there.route("**/api/v1/services?**", () => undefined);
    await there.goto("/c/plumbing");
    await there.waitForTimeout(1200);
    await shoot(there, "09-loading");
    await bad.close();
  });
}
