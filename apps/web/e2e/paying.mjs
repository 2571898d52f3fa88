/** An order whose wallet is too low: it waits for its money, and is paid in another way. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { signUp, stageOf, wordsOf } from "./people.mjs";
import { book, caller } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

export async function paying(browser, { url, lang, sandbox, say }) {
  const t = wordsOf(lang);
  const context = await person(browser, { url, lang });
  const page = await context.newPage();
  const fault = watchFaults(page);
  try {
    const phone = `0106${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
    await page.goto("/login");
    await signUp(page, t, sandbox, phone, ["هدى", "سالم"]);
    await page.waitForURL((at) => at.pathname !== "/login");
    const asked = page.waitForRequest((one) => one.url().includes("/api/v1/bookings"));
    await page.goto("/bookings");
    const { authorization } = await (await asked).allHeaders();
    const { id } = await book({ call: caller(url, authorization.replace("Bearer ", "")) }, { by: "wallet" });
    await page.goto(`/bookings/${id}`);
    await stageOf(page, "awaiting_payment");
    const ways = page.getByRole("region", { name: t("pay.title") });
    const wallet = ways.getByRole("button", { name: new RegExp(t("pay.wallet")) });
    await wallet.waitFor();
    if (await wallet.isEnabled()) throw new Error("an empty wallet is offered");
    await checkAccess(page, `${lang}: the ways to pay`);
    say("an empty wallet is said, and the order waits");
    await ways.getByRole("button", { name: new RegExp(t("pay.by_cash").split("}")[1].trim()) }).click();
    await ways.waitFor({ state: "detached" });
    await page.locator("[data-testid=stage]:is([data-stage=searching], [data-stage=offered])").waitFor();
    say("paid in cash instead, the search begins");
    await page.getByRole("button", { name: t("cancel.open") }).click();
    await page.getByRole("button", { name: t("cancel.sure") }).click();
    await stageOf(page, "closed");
    fault();
  } catch (error) {
    await keepPictures("paying", [page]);
    throw error;
  } finally {
    await context.close();
  }
}
