/** The screens of a customer's account, with something on each. */
import { logIn } from "./people.mjs";

const CUSTOMER = "01000000001";

export async function ownTour({ t, open, shoot, go, scene }) {
  const context = await open();
  const page = await context.newPage();
  const button = (name) => page.getByRole("button", { name, exact: true }).first();
  await logIn(page, t, CUSTOMER);
  await page.getByRole("searchbox").waitFor();
  await go(page, "/", "14-home");
  await go(page, "/bookings", "14-bookings");
  await scene("14-booking-over", async () => {
    await page.locator("main a[href^='/bookings/']").last().click();
    await page.getByTestId("stage").waitFor();
    await shoot(page, "14-booking-over");
    await page.locator("main a[href^='/p/']").first().click();
    await page.getByRole("heading", { name: t("tech.reviews") }).waitFor();
    await shoot(page, "14-technician");
    await page.goBack();
    await button(t("plan.make")).click();
    await page.getByRole("group", { name: t("time.day") }).waitFor();
    await shoot(page, "14-plan-new");
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
    await button(t("plan.save")).click();
    await page.waitForURL(/account\/plans/);
    await shoot(page, "15-plans");
  });
  for (const [path, name] of [
    ["/account", "15-account"],
    ["/account/wallet", "15-wallet"],
    ["/account/notifications", "15-notifications"],
    ["/account/addresses", "15-addresses"],
    ["/account/technicians", "15-technicians"],
    ["/account/alerts", "15-alerts"],
    ["/account/privacy", "15-privacy"],
    ["/account/sessions", "15-sessions"],
    ["/talk", "15-talks"],
    ["/talk/new", "15-question"],
  ])
    await go(page, path, name);
  await scene("15-address-new", async () => {
    await page.goto("/account/addresses");
    await button(t("addresses.add")).click();
    await page.getByLabel(t("address.street")).waitFor();
    await shoot(page, "15-address-new");
  });
  await scene("15-account-end", async () => {
    await page.goto("/account");
    await button(t("act.log_out")).scrollIntoViewIfNeeded();
    await shoot(page, "15-account-end");
  });
  await scene("16-offline", async () => {
    await page.goto("/bookings");
    await page.locator("main a[href^='/bookings/']").first().waitFor();
    await context.setOffline(true);
    await page.getByText(t("state.offline_bar")).waitFor();
    await shoot(page, "16-offline");
    await context.setOffline(false);
  });
  await scene("16-failed", async () => {
    await page.route("**/api/v1/bookings?**", (route) => route.fulfill({ status: 500, body: "{}" }));
    await go(page, "/bookings", "16-failed");
    await page.unroute("**/api/v1/bookings?**");
  });
  await context.close();
}
