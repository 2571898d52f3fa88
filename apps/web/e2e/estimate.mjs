/**
 * An inspection whose estimate the customer declines, so that only the fee is charged; or asks for one
 * without a line, which the technician writes anew, and approves that.
 */

import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { formOf, head, logIn, PLUMBER, stageOf, startCodeOn, wordsOf } from "./people.mjs";

const CUSTOMER = "01000000001";
const INSPECTION = { ar: "معاينة سباك", en: "Plumber inspection visit" };
const WORK = { ar: "تغيير خلاط", en: "New mixer tap" };
const MORE = { ar: "محبس جديد", en: "New stop valve" };
const MONEY = { ar: /[\d.,]+ ج\.م/, en: /EGP [\d.,]+/ };

export async function estimate(browser, { url, lang, approved, say }) {
  const t = wordsOf(lang);
  const contexts = await Promise.all([
    person(browser, { url, lang }),
    person(browser, { url, lang, at: { latitude: 29.9658, longitude: 31.257 } }),
  ]);
  const [customer, technician] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [customer, technician].map(watchFaults);
  try {
    await logIn(technician, t, PLUMBER);
    await technician
      .getByRole("switch", { name: new RegExp(`${t("desk.online")}|${t("desk.offline")}`) })
      .check();
    await technician.getByText(t("desk.keep_open")).waitFor();
    await logIn(customer, t, CUSTOMER);
    await customer.getByRole("searchbox").fill(INSPECTION[lang]);
    await customer
      .getByRole("link", { name: new RegExp(INSPECTION[lang]) })
      .first()
      .click();
    await customer.getByRole("button", { name: t("service.order"), exact: true }).click();
    await customer.getByRole("button", { name: t("act.next") }).click();
    await customer.getByRole("radio", { name: t("time.now") }).check();
    await customer.getByRole("button", { name: t("act.next") }).click();
    const order = customer.getByRole("button", { name: new RegExp(head(t("check.confirm"))) });
    const fee = MONEY[lang].exec((await order.textContent()) ?? "")?.[0];
    await order.click();
    say("the customer has ordered an inspection to the saved address");

    await technician.getByRole("button", { name: t("new.accept"), exact: true }).waitFor({ timeout: 40_000 });
    await checkAccess(technician, "offer");
    await technician.getByRole("button", { name: t("new.accept"), exact: true }).click();
    await technician.getByRole("button", { name: t("job.go"), exact: true }).click();
    await contexts[1].setGeolocation({ latitude: 29.962, longitude: 31.257 });
    await technician.waitForTimeout(1200);
    await technician.getByRole("button", { name: t("job.arrived"), exact: true }).click();
    await stageOf(customer, "arrived");
    const code = await startCodeOn(customer);
    await technician.getByLabel(t("job.code")).fill(code);
    await technician.getByRole("button", { name: t("job.start") }).click();
    await stageOf(customer, "inspecting");
    await Promise.all([customer.reload(), technician.reload()]);
    await stageOf(customer, "inspecting");
    await technician.getByLabel(t("job.line"), { exact: true }).fill(WORK[lang]);
    await technician.getByLabel(t("job.unit_price")).fill("٩٩٠");
    if (approved) {
      await technician.getByRole("button", { name: t("job.add_line") }).click();
      await technician.getByLabel(t("job.line"), { exact: true }).nth(1).fill(MORE[lang]);
      await technician.getByLabel(t("job.unit_price")).nth(1).fill("٤٥٠");
    }
    await checkAccess(technician, "estimate builder");
    await technician.getByRole("button", { name: new RegExp(head(t("job.send"))) }).click();
    say("the technician has looked and written an estimate");

    await stageOf(customer, "awaiting_approval");
    await customer.reload();
    await customer.getByRole("button", { name: t("offer.decline"), exact: true }).waitFor();
    await checkAccess(customer, "estimate");
    if (approved) {
      await writtenAnew();
      await approve();
    } else await decline();
    const receipt = await customer.getByTestId("receipt").textContent();
    const due = approved ? [WORK[lang], "990"] : [fee];
    for (const one of due)
      if (!one || !receipt?.includes(one)) throw new Error(`${one} is not on the receipt: ${receipt}`);
    if (receipt?.includes(MORE[lang])) throw new Error(`what was not wanted is on the receipt: ${receipt}`);
    say(
      approved ? "approved, done and on the receipt" : "declined: only the inspection fee is on the receipt",
    );
    for (const fault of faults) fault();
  } catch (error) {
    const pages = [customer, technician];
    await Promise.all(
      pages.map((page, n) =>
        page.screenshot({ path: `test-results/estimate-${n}.png`, fullPage: true }).catch(() => null),
      ),
    );
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }

  async function decline() {
    await customer.getByRole("button", { name: t("offer.decline"), exact: true }).click();
    await customer.getByText(t("offer.decline_estimate")).waitFor();
    await customer.getByRole("button", { name: t("offer.decline_sure") }).click();
    await customer.getByTestId("receipt").waitFor();
  }

  async function writtenAnew() {
    await customer.getByRole("checkbox", { name: new RegExp(MORE[lang]) }).uncheck();
    await customer
      .getByRole("button", { name: formOf(lang, "visit", "offer.without", "one"), exact: true })
      .click();
    await customer.getByText(t("offer.asked")).waitFor();
    const withdraw = technician.getByRole("button", { name: t("job.withdraw"), exact: true });
    await withdraw.waitFor();
    await checkAccess(technician, "estimate that waits");
    await withdraw.click();
    const lines = technician.getByLabel(t("job.line"), { exact: true });
    await lines.nth(1).waitFor();
    await customer.getByText(t("offer.withdrawn")).waitFor();
    await customer
      .getByRole("button", { name: t("offer.decline"), exact: true })
      .waitFor({ state: "detached" });
    if ((await lines.nth(1).inputValue()) !== MORE[lang])
      throw new Error("the withdrawn lines are not there");
    await technician
      .getByRole("button", { name: t("job.remove_line") })
      .nth(1)
      .click();
    await technician.getByRole("button", { name: new RegExp(head(t("job.send"))) }).click();
    await stageOf(customer, "awaiting_approval");
    say("the customer asked for one without a line; the technician withdrew it and wrote it anew");
  }

  async function approve() {
    await customer.getByRole("button", { name: new RegExp(head(t("offer.approve"))) }).click();
    await stageOf(customer, "working");
    await Promise.all([customer.reload(), technician.reload()]);
    const complete = technician.getByRole("button", { name: t("job.complete"), exact: true });
    await complete.click();
    await complete.click();
    await customer.getByTestId("receipt").waitFor();
  }
}
