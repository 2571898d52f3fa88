/** An order that is reloaded at every step, in two tabs; then cancelled for exactly what was said. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { head, logIn, PLUMBER, stageOf, wordsOf } from "./people.mjs";
import { accept, enter, here, setOut } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
const WORDS = {
  ar: { wanted: "حنفية", service: /إصلاح حنفية/, money: /[\d.,]+ ج\.م/ },
  en: { wanted: "repair tap", service: /Repair tap/, money: /EGP\s[\d.,]*\d/ },
};

export async function changed(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const plumber = await enter(url, PLUMBER);
  await here(plumber);
  const context = await person(browser, { url, lang });
  const page = await context.newPage();
  const fault = watchFaults(page);
  const next = () => page.getByRole("button", { name: t("act.next") }).click();
  try {
    await logIn(page, t, CUSTOMER);
    const { wanted, service, money } = WORDS[lang];
    await page.getByRole("searchbox").fill(wanted);
    await page.getByRole("link", { name: service }).first().click();
    await page.getByRole("button", { name: t("service.order"), exact: true }).click();
    await page.reload();
    await next();
    await page.getByRole("radio", { name: t("time.later") }).check();
    const times = page.getByRole("group", { name: t("time.hour") }).getByRole("button");
    const held = page.waitForResponse(
      (one) => one.url().endsWith("/slots/holds") && one.request().method() === "POST",
    );
    await times.first().click();
    if ((await held).status() !== 201) throw new Error("the time was not held");
    const chosen = await times.first().textContent();
    await checkAccess(page, `${lang}: times`);
    await page.reload();
    await page.getByRole("button", { name: chosen, pressed: true }).waitFor();
    await next();
    await page.getByRole("heading", { name: t("order.check") }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: new RegExp(head(t("check.confirm"))) }).waitFor();
    say("every step outlived a reload, and the time is held");

    await page.goBack();
    await page.getByRole("radio", { name: t("time.now") }).check();
    await next();
    await page.getByRole("button", { name: new RegExp(head(t("check.confirm"))) }).click();
    await page.getByTestId("stage").waitFor();
    const id = new URL(page.url()).pathname.split("/").at(-1);
    await page.goBack();
    await page.getByTestId("stage").waitFor();
    const other = await context.newPage();
    await other.goto(`/bookings/${id}`);
    await accept(plumber, id);
    await setOut(plumber, { id });
    await Promise.all([page, other].map((one) => stageOf(one, "en_route")));
    await here(plumber);
    await plumber.call("POST", `/bookings/${id}/arrive`, {});
    await Promise.all([page, other].map((one) => stageOf(one, "arrived")));
    say("both tabs see the technician come; going back does not order twice");

    const reason = page.getByLabel(t("cancel.reason"));
    const entry = () => page.evaluate(() => history.state.key);
    const before = await entry();
    await page.getByRole("button", { name: t("cancel.open") }).click();
    await reason.fill("وجدت المفتاح");
    await page.goBack();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await stageOf(page, "arrived");
    if (!page.url().endsWith(id) || (await entry()) !== before)
      throw new Error("back on a sheet left the page");
    await page.getByRole("button", { name: t("cancel.open") }).click();
    await reason.waitFor();
    await page.reload();
    await page.getByRole("button", { name: t("cancel.open") }).click();
    if ((await reason.inputValue()) !== "وجدت المفتاح") throw new Error("what was written is lost");
    say("back closes a sheet, and what was written in it outlives that and a reload");
    const warning = page.getByRole("dialog").getByRole("alert");
    await warning.waitFor();
    await checkAccess(page, `${lang}: cancelling`);
    const fee = money.exec((await warning.textContent()) ?? "")?.[0];
    // The product of the tests has no free minutes after a confirmation (product.mjs).
    if (!fee) throw new Error("cancelling at the door should cost something, and say what");
    await page.getByRole("button", { name: t("cancel.sure") }).click();
    await other.locator("[data-testid=stage][data-stage=closed]").waitFor();
    await other.getByText(t("stage.closed_fee").replace("{fee}", fee)).waitFor();
    say("cancelled for exactly the fee that was said; the other tab knows");

    await page.goto("/account");
    await page.getByRole("button", { name: t("act.log_out") }).click();
    await other.waitForURL(/\/login/);
    say("logging out in one tab logs out the other");
    fault();
  } catch (error) {
    await keepPictures("changed", context.pages());
    throw error;
  } finally {
    await context.close();
  }
}
