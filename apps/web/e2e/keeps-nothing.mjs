/** A browser that keeps nothing, as private windows and full phones do: the work goes on all the same. */
import { person } from "./browser.mjs";
import { watchFaults } from "./checks.mjs";
import { logIn, OPERATOR, PLUMBER, wordsOf } from "./people.mjs";
import { book, enter, give } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";

export async function keepsNothing(browser, { url, lang, say }) {
  const t = wordsOf(lang);
  const people = [CUSTOMER, PLUMBER, OPERATOR].map((phone) => enter(url, phone));
  const [mona, plumber, staff] = await Promise.all(people);
  for (const [how, script] of [
    ["forbids it", forbidStorage],
    ["is full", fillStorage],
  ]) {
    const context = await person(browser, { url, lang });
    await context.addInitScript(script);
    const page = await context.newPage();
    const fault = watchFaults(page);
    const { id } = await book(mona);
    try {
      await give(staff, id, plumber.user.id);
      await logIn(page, t, PLUMBER);
      await page.goto(`/work/jobs/${id}`);
      await page.getByRole("button", { name: t("job.go"), exact: true }).click();
      await page.getByRole("button", { name: t("job.arrived"), exact: true }).waitFor();
      const { items } = await plumber.call("GET", "/conversations");
      await page.goto(`/talk/${items.find((one) => one.bookingId === id).id}`);
      await page.getByLabel(t("talk.write")).fill("خمس دقائق");
      await page.getByRole("button", { name: t("talk.send"), exact: true }).click();
      await reached(mona, id, "en_route");
      await heard(mona, id, "خمس دقائق");
      fault();
      say(`where the browser ${how}, a tap and a message get through`);
    } catch (error) {
      await keepPictures("keeps-nothing", [page]);
      throw error;
    } finally {
      await staff.call("POST", `/admin/bookings/${id}/cancel`, { reason: "e2e" });
      await context.close();
    }
  }
}

async function until(what, look) {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await look()) return;
    await new Promise((done) => setTimeout(done, 150));
  }
  throw new Error(`not in time: ${what}`);
}

const reached = (customer, id, stage) =>
  until(stage, async () => (await customer.call("GET", `/bookings/${id}`)).stage === stage);

const heard = (customer, id, text) =>
  until(text, async () => {
    const { items } = await customer.call("GET", "/conversations");
    const talk = items.find((one) => one.bookingId === id);
    const said = await customer.call("GET", `/conversations/${talk.id}/messages`);
    return said.items.some((one) => one.text === text);
  });

function forbidStorage() {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: refuse });
  IDBFactory.prototype.open = refuse;
  LockManager.prototype.request = async () => refuse();
  for (const name of ["open", "delete", "match"]) CacheStorage.prototype[name] = async () => refuse();
}

function fillStorage() {
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  Storage.prototype.setItem = refuse;
  IDBObjectStore.prototype.put = refuse;
}
