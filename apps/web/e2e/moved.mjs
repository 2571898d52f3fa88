/** A visit whose time is changed: alone while it is far, together when it is near; and a fault that is back. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { logIn, OPERATOR, PLUMBER, stageOf, wordsOf } from "./people.mjs";
import { book, enter, finish, give, here } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
const HOUR_MS = 3600_000;

export async function moved(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const people = [CUSTOMER, PLUMBER, OPERATOR].map((phone) => enter(url, phone));
  const [mona, plumber, staff] = await Promise.all(people);
  await here(plumber);
  const contexts = await Promise.all([person(browser, { url, lang }), person(browser, { url, lang })]);
  const [page, technician] = await Promise.all(contexts.map((context) => context.newPage()));
  const faults = [page, technician].map(watchFaults);
  const begins = async (id) => Date.parse((await mona.call("GET", `/bookings/${id}`)).startsAt);
  /** Takes the last time of the day that is shown, and says so to the server. */
  const choose = async (what) => {
    const times = page.getByRole("group", { name: t("time.hour") }).getByRole("button");
    await times.last().click();
    await page.getByRole("button", { name: t(what), exact: true }).click();
  };
  try {
    await Promise.all([logIn(page, t, CUSTOMER), logIn(technician, t, PLUMBER)]);

    const far = await book(mona, { later: 48 });
    await give(staff, far.id, plumber.user.id);
    const first = await begins(far.id);
    await page.goto(`/bookings/${far.id}`);
    await page.getByRole("button", { name: t("move.open"), exact: true }).click();
    await page.getByText(t("move.title")).waitFor();
    await checkAccess(page, `${lang}: another time`);
    await choose("move.save");
    await page.getByText(t("move.done")).waitFor();
    if ((await begins(far.id)) === first) throw new Error("the time is the first one");
    say("a visit that is far is moved at once");

    const near = await book(mona, { later: true });
    await give(staff, near.id, plumber.user.id);
    const soon = await begins(near.id);
    if (soon - Date.now() > 24 * HOUR_MS) throw new Error("the soonest time is not near");
    await technician.goto(`/work/jobs/${near.id}`);
    await page.goto(`/bookings/${near.id}`);
    await page.getByRole("button", { name: t("move.open"), exact: true }).click();
    await page.getByText(t("move.consent")).waitFor();
    await choose("move.ask");
    await page.getByText(t("move.proposed")).waitFor();
    if ((await begins(near.id)) !== soon) throw new Error("moved before the technician agreed");
    await page.reload();
    await technician.getByRole("button", { name: t("other.yes"), exact: true }).click();
    await technician.getByRole("button", { name: t("other.yes"), exact: true }).waitFor({ state: "hidden" });
    if ((await begins(near.id)) === soon) throw new Error("agreed, and not moved");
    say("a visit that is near is moved when the technician agrees");
    for (const { id } of [far, near]) await mona.call("POST", `/bookings/${id}/cancel`, { reason: "e2e" });

    const done = await book(mona);
    await give(staff, done.id, plumber.user.id);
    await finish(mona, plumber, done);
    await page.goto(`/bookings/${done.id}`);
    await stageOf(page, "settled");
    await page.getByRole("button", { name: t("warranty.claim"), exact: true }).click();
    await page.getByLabel(t("warranty.fault")).fill(lang === "ar" ? "الحنفية رجعت تنقط" : "It drips again");
    await checkAccess(page, `${lang}: a warranty claim`);
    await choose("warranty.send");
    await page.waitForURL((address) => !address.pathname.endsWith(done.id));
    await page.getByTestId("stage").waitFor();
    const visit = page.url().split("/").at(-1);
    const { price } = await mona.call("GET", `/bookings/${visit}`);
    if (price.total.amount !== 0) throw new Error(`the free visit costs ${price.total.amount}`);
    await page.getByText(t("price.free")).waitFor();
    await page.goto(`/bookings/${done.id}`);
    await page.getByText(t("warranty_state.open")).waitFor();
    await mona.call("POST", `/bookings/${visit}/cancel`, { reason: "e2e" });
    say("a fault that is back gets a free visit");
    for (const fault of faults) fault();
  } catch (error) {
    await keepPictures("moved", [page, technician]);
    throw error;
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}
