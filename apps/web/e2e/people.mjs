/** What people do on the screens, by what they read there. */
import { readdirSync, readFileSync } from "node:fs";

export const DEMO_PASSWORD = "osta-demo-world";
export const PLUMBER = "01100000000";
export const OPERATOR = "01200000001";

/** The texts of the product, so that a test reads what a person reads. */
export function wordsOf(lang) {
  const folder = new URL(`../locales/${lang}/`, import.meta.url);
  const files = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")));
  const all = Object.assign({}, ...files);
  return (key) => {
    if (typeof all[key] !== "string") throw new Error(`no text ${key}`);
    return all[key];
  };
}

/** A text that counts, in the form for many or another. */
export function formOf(lang, part, key, form = "other") {
  const all = JSON.parse(readFileSync(new URL(`../locales/${lang}/${part}.json`, import.meta.url), "utf8"));
  return all[key][form];
}

/** Up to the first gap of a text: what stands on the screen whatever fills it. */
export const head = (text) => text.split("{")[0].trim();

export async function logIn(page, t, phone) {
  await page.goto("/login");
  await page.getByRole("button", { name: t("login.by_password") }).click();
  await page.getByLabel(t("auth.phone")).fill(phone);
  await page.getByLabel(t("login.password")).fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: t("login.enter"), exact: true }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

/** The newest code that the sandbox received for a phone, `since` a moment. */
export async function codeFor(sandbox, phone, since = 0) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const { items } = await (await fetch(`${sandbox}/messages?to=2${phone}`)).json();
    const code = items.find((one) => one.code && Date.parse(one.receivedAt) >= since)?.code;
    if (code) return code;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no SMS for ${phone}`);
}

/** Comes back when told to: one customer of the tests orders more often than people may. */
export async function patiently(ask) {
  for (;;) {
    const answer = await ask();
    const wait = Number(answer.headers.get("retry-after"));
    if (answer.status !== 429 || !(wait > 0 && wait <= 60)) return answer;
    await new Promise((done) => setTimeout(done, wait * 1000));
  }
}

/** A request of the API, as an app of somebody's own would make it. */
export async function call(url, token, method, path, body) {
  const headers = {
    "content-type": "application/json",
    "idempotency-key": `e2e-${crypto.randomUUID()}`,
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const asked = { method, headers, body: body && JSON.stringify(body) };
  const answer = await patiently(() => fetch(`${url}${path}`, asked));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** The token of somebody of the demo world. */
export async function tokenOf(url, phone) {
  return (await call(url, null, "POST", "/api/v1/auth/login", { phone, password: DEMO_PASSWORD }))
    .accessToken;
}

/** Lets the demo plumber work at whatever hour the test runs. */
export async function openPlumbersHours(url) {
  const now = Date.now();
  const hours = {
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 6 * 3600_000).toISOString(),
    works: true,
    note: "e2e",
  };
  // A run before this one may have opened them.
  await call(url, await tokenOf(url, PLUMBER), "POST", "/api/v1/providers/me/exceptions", hours).catch(
    (error) => {
      if (!error.message.includes("exception_overlap")) throw error;
    },
  );
}

/** From the first screen to the price, with the place from the phone. */
export async function fillOrder(page, t, { wanted, service }) {
  await page.goto("/");
  await page.getByRole("searchbox").fill(wanted);
  await page.getByRole("link", { name: service }).first().click();
  await page.getByRole("button", { name: t("service.order"), exact: true }).click();
  await page.getByRole("button", { name: t("address.locate") }).click();
  await page
    .getByRole("alert")
    .filter({ hasText: /المعادي|Maadi/ })
    .waitFor();
  await page.getByLabel(t("address.street")).fill("شارع ٩");
  await page.getByLabel(t("address.building")).fill("12");
  await page.getByRole("button", { name: t("act.next") }).click();
  await page.getByRole("radio", { name: t("time.now") }).check();
  await page.getByRole("button", { name: t("act.next") }).click();
  await page.getByRole("heading", { name: t("order.check") }).waitFor();
}

/**
 * The phone and its code in place, and a name for who is new. `between` is done while the SMS is read,
 * and again before the name is said.
 */
export async function signUp(page, t, sandbox, phone, [first, last], between = async () => undefined) {
  await page.getByLabel(t("auth.phone")).fill(phone);
  await page.getByRole("button", { name: t("auth.send") }).click();
  await page.getByLabel(t("auth.code"), { exact: true }).waitFor();
  await between();
  await page.getByLabel(t("auth.code"), { exact: true }).fill(await codeFor(sandbox, phone));
  await page.getByLabel(t("auth.first_name")).waitFor();
  await between();
  await page.getByLabel(t("auth.first_name")).fill(first);
  await page.getByLabel(t("auth.last_name")).fill(last);
  await page.getByRole("button", { name: t("act.continue") }).click();
}

/** The code for the door, once it stands in its place. */
export async function startCodeOn(page) {
  const place = page.getByTestId("start-code").filter({ hasText: /\d/ });
  return (await place.textContent())?.trim();
}

export const stageOf = (page, stage) => page.locator(`[data-testid=stage][data-stage=${stage}]`).waitFor();

export async function rateStars(page, name, stars) {
  await page
    .locator(`input[name=${name}]`)
    .nth(stars - 1)
    .check({ force: true });
}
