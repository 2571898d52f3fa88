/** The technician's desk. */
import { logIn, PLUMBER } from "./people.mjs";
import { enter } from "./setting.mjs";

export async function workTour({ url, t, open, shoot, go, scene }) {
  const context = await open();
  const page = await context.newPage();
  const button = (name) => page.getByRole("button", { name, exact: true }).first();
  const plumber = await enter(url, PLUMBER);
  /** An order that comes meanwhile would cover the screens. */
  const alone = async () => {
    const { items } = await plumber.call("GET", "/offers");
    for (const { id } of items) await plumber.call("POST", `/offers/${id}/decline`, { reason: "busy" });
  };
  await alone();
  await logIn(page, t, PLUMBER);
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
    ["/work/papers/national_id/front", "29-paper"],
    ["/work/ratings", "29-ratings"],
    ["/work/why", "29-why"],
    ["/work/notifications", "29-notifications"],
    ["/work/alerts", "29-alerts"],
    ["/work/talks", "29-talks"],
    ["/work/ask", "29-question"],
    ["/work/privacy", "29-privacy"],
    ["/work/sessions", "29-sessions"],
  ])
    await go(page, path, name);
  await scene("26-hours-day", async () => {
    await alone();
    await page.goto("/work/hours");
    await page.locator("main li button").first().click();
    await page.getByLabel(t("hours.to"), { exact: true }).first().waitFor();
    await shoot(page, "26-hours-day");
    await page.goto("/work/hours");
    await button(t("besides.off")).click();
    await page.getByRole("dialog").waitFor();
    await shoot(page, "26-hours-off");
  });
  await scene("27-area", async () => {
    await alone();
    await page.goto("/work/areas");
    await button(t("areas.circle")).click();
    await page.getByRole("group", { name: t("areas.how_far") }).waitFor();
    await page.waitForTimeout(1000);
    await shoot(page, "27-area");
  });
  await scene("20-offline", async () => {
    await alone();
    await page.goto("/work");
    await page.locator("main a[href^='/work/jobs/']").first().waitFor();
    await context.setOffline(true);
    await page.getByText(t("state.offline_bar")).waitFor();
    await shoot(page, "20-offline");
    await context.setOffline(false);
  });
  await context.close();
}
