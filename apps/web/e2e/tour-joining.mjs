/** Somebody becomes a technician. */
import { signUp } from "./people.mjs";

export async function joiningTour({ sandbox, t, open, shoot, go, scene }) {
  const context = await open();
  const page = await context.newPage();
  const phone = `0155${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
  await scene("60-join", async () => {
    await page.goto("/join");
    await page.getByLabel(t("auth.phone")).waitFor();
    await shoot(page, "60-join");
    await signUp(page, t, sandbox, phone, ["سيد", "عوض"]);
    const next = page.getByRole("button", { name: t("act.next"), exact: true });
    await page.getByRole("heading", { name: t("join.name") }).waitFor();
    await shoot(page, "60-join-name");
    await next.click();
    const number = `290011501${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
    await page.getByLabel(t("join.id"), { exact: true }).fill(number);
    await page.getByLabel(t("join.id"), { exact: true }).blur();
    await shoot(page, "61-join-id");
    await next.click();
    await page.getByRole("button", { name: t("pin.locate") }).click();
    await page.waitForTimeout(1500);
    await shoot(page, "62-join-home");
    await next.click();
    await page.getByText(t("paper.todo")).first().waitFor();
    await shoot(page, "63-join-papers");
    await go(page, "/work/services", "64-join-services");
    await go(page, "/work", "65-join-waiting");
    await go(page, "/work/earnings", "65-join-earnings");
  });
  await context.close();
}
