/** One booking with three browsers open at once: customer, technician, operator. */
import { DESK, person } from "./browser.mjs";
import { checkAccess, keepsNoToken, watchFaults } from "./checks.mjs";
import {
  fillOrder,
  head,
  logIn,
  OPERATOR,
  PLUMBER,
  rateStars,
  signUp,
  stageOf,
  startCodeOn,
  wordsOf,
} from "./people.mjs";

const ORDERS = {
  ar: { wanted: "حنفيه بتنقت", service: /إصلاح حنفية/, name: ["منى", "السيد"] },
  en: { wanted: "repair tap", service: /Repair tap/, name: ["Mona", "Adel"] },
};

export async function journey(browser, { url, sandbox, lang, say }) {
  const t = wordsOf(lang);
  const contexts = await Promise.all([
    person(browser, { url, lang }),
    person(browser, { url, lang, at: { latitude: 29.9658, longitude: 31.257 } }),
    person(browser, { url, lang, viewport: DESK }),
  ]);
  const [customer, technician, operator] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [customer, technician, operator].map(watchFaults);
  const access = (page, name) => checkAccess(page, `${lang}: ${name}`);
  try {
    await logIn(technician, t, PLUMBER);
    await technician
      .getByRole("switch", { name: new RegExp(`${t("desk.online")}|${t("desk.offline")}`) })
      .check();
    await access(technician, "technician's day");
    await technician.getByText(t("desk.keep_open")).waitFor();
    say("the technician is online");

    const order = ORDERS[lang];
    await fillOrder(customer, t, order);
    await access(customer, "price");
    await customer.reload();
    await customer.getByRole("heading", { name: t("order.check") }).waitFor();
    const phone = `0106${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
    await signUp(customer, t, sandbox, phone, order.name, () => customer.reload());
    say("a reload while the SMS is read, and one before the name, lose nothing");
    await customer.getByRole("button", { name: new RegExp(head(t("check.confirm"))) }).dblclick();
    await customer.getByTestId("stage").waitFor();
    await access(customer, "searching");
    say("the customer has ordered, and a double tap ordered once");

    await technician.getByRole("button", { name: t("new.accept"), exact: true }).click({ timeout: 40_000 });
    await technician.waitForURL(/\/work\/jobs\//);
    await stageOf(customer, "assigned");
    await access(customer, "confirmed");
    await access(technician, "job");
    say("the technician has accepted");

    await logIn(operator, t, OPERATOR);
    await operator.getByRole("table", { name: t("ops.bookings") }).waitFor();
    await access(operator, "board");
    await operator.getByRole("table").getByRole("link").first().click();
    await operator.getByRole("heading", { name: t("story.timeline") }).waitFor();
    await access(operator, "story");
    say("the operator sees the booking");

    await technician.getByRole("button", { name: t("job.go"), exact: true }).click();
    await stageOf(customer, "en_route");
    await customer.getByRole("region", { name: t("track.title") }).waitFor();
    await movesMap(customer, t);
    await contexts[0].setOffline(true);
    await customer.getByText(t("state.offline_bar")).waitFor();
    await contexts[1].setGeolocation({ latitude: 29.962, longitude: 31.257 });
    await contexts[0].setOffline(false);
    await technician.waitForTimeout(1200);
    await technician.getByRole("button", { name: t("job.arrived"), exact: true }).click();
    await stageOf(customer, "arrived");
    await customer.reload();
    const code = await startCodeOn(customer);
    say("the technician is at the door, and the customer's connection is back");

    await technician.getByLabel(t("job.code")).fill(code);
    await technician.getByRole("button", { name: t("job.start") }).click();
    await stageOf(customer, "working");
    await technician.getByRole("button", { name: t("job.complete"), exact: true }).click();
    await technician.getByRole("button", { name: t("job.complete"), exact: true }).click();
    await customer.getByTestId("receipt").waitFor();
    await stageOf(customer, "settled");
    await access(customer, "receipt");
    say("the work is done, and the receipt is there");

    for (const aspect of ["quality", "punctuality", "priceFairness", "cleanliness"])
      await rateStars(customer, aspect, 5);
    await customer.getByRole("button", { name: t("rate.send") }).click();
    await customer.getByText(t("rate.thanks")).waitFor();
    await rateStars(technician, "customer", 5);
    await technician.getByRole("button", { name: t("rate.send") }).click();
    await technician.getByText(t("job.rated")).waitFor();
    await stageOf(operator, "settled");
    for (const page of [customer, technician, operator]) await keepsNoToken(page, `${lang}: ${page.url()}`);
    say("both have rated, and the operator sees it settled; no browser keeps a token in reach of scripts");
    for (const fault of faults) fault();
  } catch (error) {
    await Promise.all(
      [customer, technician, operator].map((page, n) =>
        page.screenshot({ path: `test-results/${lang}-${n}.png`, fullPage: true }).catch(() => null),
      ),
    );
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** A phone's map is a picture with both of them on it until it is touched. */
async function movesMap(page, t) {
  const sketch = page.getByTestId("map-sketch");
  for (const who of ["track.home", "track.technician"])
    await sketch.getByRole("img", { name: t(who), exact: true }).waitFor();
  const canvas = page.locator("canvas.maplibregl-canvas");
  if (await canvas.count()) throw new Error("a phone has the whole map unasked");
  await page.getByRole("button", { name: t("map.move") }).tap();
  await canvas.waitFor();
  await sketch.waitFor({ state: "detached" });
}
