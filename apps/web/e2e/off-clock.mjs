/** A phone whose clock is hours off: what ends ends by the platform's clock, and places are dated by it. */
import { person } from "./browser.mjs";
import { watchFaults } from "./checks.mjs";
import { logIn, OPERATOR, PLUMBER, stageOf, wordsOf } from "./people.mjs";
import { book, enter } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
const HOUR_MS = 3600_000;

export async function offClock(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const mona = await enter(url, CUSTOMER);
  const contexts = await Promise.all([person(browser, { url, lang }), person(browser, { url, lang })]);
  await contexts[0].addInitScript(shiftClock, 2 * HOUR_MS);
  await contexts[1].addInitScript(shiftClock, -3 * HOUR_MS);
  const [technician, customer] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [technician, customer].map(watchFaults);
  try {
    await logIn(technician, t, PLUMBER);
    await technician
      .getByRole("switch", { name: new RegExp(`${t("desk.online")}|${t("desk.offline")}`) })
      .check();
    await technician.getByText(t("desk.keep_open")).waitFor();
    const { id } = await book(mona);
    await technician.getByRole("button", { name: t("new.accept"), exact: true }).click({ timeout: 40_000 });
    await technician.waitForURL(/\/work\/jobs\//);
    say("a technician whose phone is two hours ahead is offered an order, and takes it");

    await technician.getByRole("button", { name: t("job.go"), exact: true }).click();
    await technician.getByRole("button", { name: t("job.arrived"), exact: true }).click();
    await technician.getByLabel(t("job.code")).waitFor();
    await logIn(customer, t, CUSTOMER);
    await customer.goto(`/bookings/${id}`);
    await stageOf(customer, "arrived");
    const { times } = await mona.call("GET", `/bookings/${id}`);
    if (times.arrivedBy !== "fix") throw new Error(`arrived by ${times.arrivedBy}`);
    const left = await technician.getByRole("button", { name: /\d+:\d\d/ }).textContent();
    if (!/\b1[0-5]:/.test(left)) throw new Error(`at the door one waits ${left}`);
    say("the phone's place counts at the door, and the wait there is the fair one");
    const staff = await enter(url, OPERATOR);
    await staff.call("POST", `/admin/bookings/${id}/cancel`, { reason: "e2e" });
    for (const fault of faults) fault();
  } catch (error) {
    await keepPictures("off-clock", [technician, customer]);
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** Every `Date` of the page is this much ahead. */
function shiftClock(ahead) {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) {
      super(...(given.length === 0 ? [Right.now() + ahead] : given));
    }
    static now() {
      return Right.now() + ahead;
    }
  };
}
