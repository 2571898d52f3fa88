/** A technician whose network goes in the middle of a job, whose tab is killed, and who loses nothing. */
import { person } from "./browser.mjs";
import { checkAccess, watchFaults } from "./checks.mjs";
import { call, head, logIn, OPERATOR, PLUMBER, tokenOf, wordsOf } from "./people.mjs";
import { picture } from "./picture.mjs";

const CUSTOMER = "01000000002";
const HOME = { lat: 29.962, lng: 31.257 };
const NEAR = { latitude: 29.9658, longitude: 31.257 };

/** A customer's order for now, by the API. */
async function orderNow(url, token) {
  const { items } = await call(url, null, "GET", `/api/v1/services?q=${encodeURIComponent("إصلاح حنفية")}`);
  const quote = await call(url, token, "POST", "/api/v1/quotes", { serviceId: items[0].id, pin: HOME });
  const address = { governorate: "EG-C", district: "المعادي", street: "شارع 9", building: "12", pin: HOME };
  return call(url, token, "POST", "/api/v1/bookings", { quoteId: quote.id, address, paymentMethod: "cash" });
}

const bookingOf = (url, token, id) => call(url, token, "GET", `/api/v1/bookings/${id}`);

/** Asks until it is so. */
async function until(what, wanted) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const found = await what();
    if (wanted(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`did not come: ${wanted}`);
}

async function atWork(browser, url, t) {
  const context = await person(browser, { url, at: NEAR });
  const page = await context.newPage();
  await logIn(page, t, PLUMBER);
  await page.getByRole("switch").check();
  await page.getByText(t("desk.keep_open")).waitFor();
  return { context, page };
}

export async function basement(browser, { url, say }) {
  const t = wordsOf("ar");
  const token = await tokenOf(url, CUSTOMER);
  const { context, page } = await atWork(browser, url, t);
  const faults = [watchFaults(page)];
  let now = page;
  const button = (key) => now.getByRole("button", { name: t(key), exact: true });
  const photo = () =>
    now
      .getByTestId("photo-completion")
      .setInputFiles({ name: "p.png", mimeType: "image/png", buffer: picture() });
  try {
    const { id } = await orderNow(url, token);
    await button("new.accept").click({ timeout: 40_000 });
    await page.waitForURL(/\/work\/jobs\//);
    await button("job.go").click();
    await button("job.arrived").waitFor();
    const { startCode } = await bookingOf(url, token, id);
    await context.setGeolocation({ latitude: HOME.lat, longitude: HOME.lng });
    await page.waitForTimeout(1500);

    await context.setOffline(true);
    await button("job.arrived").click();
    const wrong = startCode === "0000" ? "1111" : "0000";
    await page.getByLabel(t("job.code"), { exact: true }).fill(wrong);
    await button("job.start").click();
    await photo();
    await page
      .getByRole("region", { name: t("queue.title") })
      .getByText(t("tap.photo"))
      .waitFor();
    await checkAccess(page, "job without a network");
    say("without a network: arrived, a code and a photo are kept");

    // The tab dies, and the server stays away.
    await context.route(/\/api\/v1\//, (route) => route.abort());
    await page.close();
    await context.setOffline(false);
    now = await context.newPage();
    faults.push(watchFaults(now));
    await now.goto(`/work/jobs/${id}`);
    await now
      .getByRole("region", { name: t("queue.title") })
      .getByText(t("tap.photo"))
      .waitFor();
    await button("job.complete").waitFor();
    say("a new tab shows the job where it was left, and what still waits");

    await context.unroute(/\/api\/v1\//);
    await now.getByText(t("queue.refused")).waitFor({ timeout: 20_000 });
    const held = await bookingOf(url, token, id);
    if (held.stage !== "arrived" || held.photos.length > 0)
      throw new Error(`a wrong code did not hold back what follows: ${held.stage}`);
    await checkAccess(now, "refused in the queue");
    await now.getByLabel(t("job.code"), { exact: true }).fill(startCode);
    await button("job.start").click();
    await until(
      () => bookingOf(url, token, id),
      (found) => found.stage === "working" && found.photos.length === 1,
    );
    await now.getByRole("region", { name: t("queue.title") }).waitFor({ state: "detached" });
    say("the wrong code was refused and typed again; what followed came after it, once");

    await context.setOffline(true);
    await button("job.change").click();
    await button("job.part").click();
    await now.getByLabel(t("job.line"), { exact: true }).fill("قلب خلاط");
    await now.getByLabel(t("job.unit_price"), { exact: true }).fill("40");
    await now
      .getByTestId("part-photo")
      .setInputFiles({ name: "part.png", mimeType: "image/png", buffer: picture() });
    await now.getByText(t("job.part_waits")).waitFor();
    await checkAccess(now, "a part's photo without a network");
    await now.getByRole("button", { name: new RegExp(head(t("job.send"))) }).click();
    await now.getByText(t("job.sends_later")).waitFor();
    await context.setOffline(false);
    const { items } = await until(
      () => call(url, token, "GET", `/api/v1/bookings/${id}/change-orders`),
      (found) => found.items.length === 1,
    );
    const [order] = items;
    const { photos } = await bookingOf(url, token, id);
    const part = photos.find((one) => one.purpose === "parts");
    if (photos.length !== 2 || !part || order.lines[0].photoId !== part.id)
      throw new Error(`the extra work does not show its part: ${JSON.stringify({ order, photos })}`);
    await call(url, token, "POST", `/api/v1/bookings/${id}/change-orders/${order.id}/decline`, {});
    await button("job.complete").waitFor();
    say("extra work with the photo of its part went when the network was back, the photo first");

    await context.setOffline(true);
    await photo();
    await button("job.complete").click();
    await button("job.complete").click();
    await now.getByText(t("job.cash")).waitFor();
    await context.setOffline(false);
    const done = await until(
      () => bookingOf(url, token, id),
      (found) => found.status === "completed",
    );
    if (done.photos.length !== 3) throw new Error(`there are ${done.photos.length} photos, not three`);
    await checkAccess(now, "job done");
    say("the end and its photo were sent in order when the network was back");
    for (const fault of faults) fault();
  } catch (error) {
    await now.screenshot({ path: "test-results/basement.png", fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
  }
}

/** Offers that end before they are answered: taken back, given to another, and by the clock. */
export async function tooLate(browser, { url, say }) {
  const t = wordsOf("ar");
  const token = await tokenOf(url, CUSTOMER);
  const { context, page } = await atWork(browser, url, t);
  const button = (key) => page.getByRole("button", { name: t(key), exact: true });
  const cancel = ({ id }) => call(url, token, "POST", `/api/v1/bookings/${id}/cancel`, { reason: "e2e" });
  try {
    const first = await orderNow(url, token);
    await button("new.accept").waitFor({ timeout: 40_000 });
    await cancel(first);
    await page.getByText(t("ended.taken"), { exact: true }).waitFor();
    await checkAccess(page, "offer that is gone");
    await button("ended.ok").click();
    say("an offer that was taken back says so");

    const given = await orderNow(url, token);
    await button("new.accept").waitFor({ timeout: 40_000 });
    await giveToAnother(url, given.id);
    await page.getByText(t("ended.taken"), { exact: true }).waitFor();
    await button("ended.ok").click();
    await cancel(given);
    say("an offer that another technician got says so");

    const second = await orderNow(url, token);
    await button("new.accept").waitFor({ timeout: 40_000 });
    await page.getByText(t("ended.expired"), { exact: true }).waitFor({ timeout: 40_000 });
    await button("ended.ok").click();
    await page.getByRole("switch").waitFor();
    await cancel(second);
    say("an offer that nobody answered says that its time is over");
  } catch (error) {
    await page.screenshot({ path: "test-results/too-late.png", fullPage: true }).catch(() => null);
    throw error;
  } finally {
    await context.close();
  }
}

/** The operator assigns an offered booking to the nearest of the others. */
async function giveToAnother(url, id) {
  const staff = await tokenOf(url, OPERATOR);
  const ask = (method, path, body) => call(url, staff, method, `/api/v1/admin/bookings/${id}${path}`, body);
  const { searches, offers } = await ask("GET", "/matching");
  const asked = offers.map(({ providerId }) => providerId);
  const others = searches
    .at(-1)
    .rounds.at(-1)
    .outcomes.filter((one) => !asked.includes(one.providerId));
  const [next] = others.sort((a, b) => (a.rank ?? 1e9) - (b.rank ?? 1e9));
  await ask("POST", "/assign", { providerId: next.providerId, reason: "the customer knows him" });
}
