/** The app as an app: a newer version, the phone's screen, messages while it is closed, maps after a bad moment. */
import { person } from "./browser.mjs";
import { checkAccess } from "./checks.mjs";
import { logIn, PLUMBER, wordsOf } from "./people.mjs";
import { enter } from "./setting.mjs";
import { keepPictures } from "./talking.mjs";

const CUSTOMER = "01000000001";
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";

export async function app(browser, { url, sandbox, say }) {
  const t = wordsOf("ar");
  const mona = await enter(url, CUSTOMER);
  const context = await person(browser, { url, workers: true });
  await context.grantPermissions(["notifications", "geolocation"], { origin: url });
  const page = await context.newPage();
  try {
    await installable(page);
    await inTheOtherLanguage(page);
    say("who installs the app gets it in the language that is chosen");
    await logIn(page, t, CUSTOMER);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await coldStart(context, page, t);
    say("without a network the app starts and shows what can be ordered");
    await newerVersion(page, t);
    say("a newer version waits until it is wanted");
    await onTheScreen(page, t, mona);
    say("the browser's offer to install is made after a visit that went well");
    await onAnIphone(browser, url);
    say("an iPhone gets its icon and its picture at the start, and at work the way to install");
    await messages(context, page, t, { url, sandbox, mona });
    say("messages are switched on, and one that comes is shown with the way to what it is about");
  } catch (error) {
    await keepPictures("app", [page]);
    throw error;
  } finally {
    await context.close();
  }
}

/** What a browser asks of an app that can be installed. */
async function installable(page) {
  await page.goto("/");
  const cdp = await page.context().newCDPSession(page);
  const { errors, url } = await cdp.send("Page.getAppManifest");
  if (!url || errors.length > 0) throw new Error(`the manifest: ${JSON.stringify(errors)}`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  // Playwright's contexts are private windows, in which nothing is installed.
  const others = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito");
  if (others.length > 0) throw new Error(`not installable: ${JSON.stringify(others)}`);
  await cdp.detach();
}

/** Name and shortcuts follow the page, by its address and by the button; it stays the same app. */
async function inTheOtherLanguage(page) {
  const cdp = await page.context().newCDPSession(page);
  const installed = async () => {
    const { errors, url, data } = await cdp.send("Page.getAppManifest");
    if (errors.length > 0) throw new Error(`the manifest: ${JSON.stringify(errors)}`);
    return { url: new URL(url).pathname, ...JSON.parse(data) };
  };
  const arabic = await installed();
  const drawn = await (await page.request.get("/?lang=en")).text();
  if (!drawn.includes('href="/manifest.en.webmanifest"')) throw new Error("the page names another manifest");
  await page.locator("#root:not([data-drawn])").waitFor();
  await page.locator("button[lang=en]").click();
  await page.locator("html[lang=en]").waitFor();
  const english = await installed();
  if (arabic.lang !== "ar" || english.lang !== "en" || arabic.url === english.url)
    throw new Error(`installed: ${JSON.stringify([arabic, english])}`);
  if (english.id !== arabic.id || english.start_url !== arabic.start_url)
    throw new Error("another language is another app");
  await page.locator("button[lang=ar]").click();
  await page.locator("html[lang=ar]").waitFor();
  if ((await installed()).url !== arabic.url) throw new Error("back in Arabic it stays English");
  await cdp.detach();
}

async function coldStart(context, page, t) {
  await page.goto("/c/plumbing");
  const service = await page.locator("main a[href^='/s/']").first().getAttribute("href");
  // By its address: such a page comes with its values, and asks for none.
  await page.goto(service);
  const name = await page.getByRole("heading", { level: 1 }).textContent();
  await page.waitForLoadState("networkidle");
  await page.goto("/");
  await page.locator("main a[href^='/c/']").first().waitFor();
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.goto("about:blank");
  await page.goto(service);
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByRole("button", { name: t("service.order"), exact: true }).waitFor();
  await page.goto("about:blank");
  await page.goto("/");
  await page.getByRole("heading", { name: t("home.title") }).waitFor();
  await page.locator("main a[href^='/c/']").first().waitFor();
  await page.getByText(t("state.offline_bar")).waitFor();
  await checkAccess(page, "first screen without a network");
  await context.setOffline(false);
}

/** The same worker under another address stands for the next build's: to the browser it is a newer one. */
async function newerVersion(page, t) {
  await page.addInitScript(() => {
    if (!sessionStorage.getItem("next")) return;
    const register = ServiceWorkerContainer.prototype.register;
    ServiceWorkerContainer.prototype.register = function (at, options) {
      return register.call(this, `${at}?next`, options);
    };
  });
  await page.evaluate(() => sessionStorage.setItem("next", "1"));
  const runs = () => page.evaluate(() => navigator.serviceWorker.controller?.scriptURL ?? "");
  await page.goto("/account");
  await page.getByText(t("update.there")).waitFor({ timeout: 20_000 });
  await checkAccess(page, "a newer version");
  if ((await runs()).endsWith("?next")) throw new Error("the newer version did not wait");
  await Promise.all([
    page.waitForEvent("load", { timeout: 20_000 }),
    page.getByRole("button", { name: t("update.use") }).click(),
  ]);
  await page.getByRole("heading", { name: t("nav.account") }).waitFor();
  if (!(await runs()).endsWith("?next")) throw new Error("the newer version is not used");
  if (await page.getByText(t("update.there")).count()) throw new Error("the newer version is still offered");
}

async function onTheScreen(page, t, mona) {
  const { items } = await mona.call("GET", "/bookings?status=completed&limit=50");
  const done = items.find((one) => one.stage === "settled");
  await page.goto(`/bookings/${done.id}`);
  await page.getByTestId("receipt").waitFor();
  // A headless browser makes no such offer by itself.
  await page.evaluate(() => {
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    offer.prompt = async () => ({ outcome: "accepted" });
    window.dispatchEvent(offer);
    window.offerWasKept = offer.defaultPrevented;
  });
  if (!(await page.evaluate(() => window.offerWasKept))) throw new Error("the browser asks by itself");
  await page.getByText(t("install.ask")).waitFor();
  await checkAccess(page, "the offer to install");
  await page.getByRole("button", { name: t("install.yes"), exact: true }).click();
  await page.getByText(t("install.ask")).waitFor({ state: "detached" });
}

/** An iPhone makes no offer: how it is done by hand is shown, once, to who works in the app. */
async function onAnIphone(browser, url) {
  const t = wordsOf("en");
  const context = await person(browser, { url, lang: "en", userAgent: IPHONE });
  await context.addInitScript(() => Object.defineProperty(navigator, "standalone", { value: false }));
  const page = await context.newPage();
  try {
    await logIn(page, t, PLUMBER);
    await page.goto("/work");
    await page.getByText(t("desk.install")).waitFor();
    await page.getByText(t("install.share")).waitFor();
    await page.getByText(t("install.add")).waitFor();
    await checkAccess(page, "how an iPhone installs");
    await page.getByRole("button", { name: t("install.known"), exact: true }).click();
    await page.getByText(t("desk.install")).waitFor({ state: "detached" });
    await page.reload();
    await page
      .getByText(t("desk.no_jobs"))
      .or(page.getByRole("heading", { name: t("desk.jobs") }))
      .waitFor();
    if (await page.getByText(t("desk.install")).count()) throw new Error("who has seen it is told again");
    const wrong = await page.evaluate(async () => {
      const sizeOf = async (href) => {
        const picture = await createImageBitmap(await (await fetch(href)).blob());
        return `${picture.width}x${picture.height}`;
      };
      const icon = document.querySelector("link[rel=apple-touch-icon]").href;
      const found = (await sizeOf(icon)) === "180x180" ? [] : [icon];
      const links = Array.from(document.querySelectorAll("link[rel=apple-touch-startup-image]"));
      if (links.length === 0) found.push("no pictures at the start");
      for (const { media, href } of links) {
        const [wide, high, ratio] = media.match(/\d+(?=px|\))/g).map(Number);
        const wanted = `${wide * ratio}x${high * ratio}`;
        if ((await sizeOf(href)) !== wanted) found.push(`${href}: not ${wanted}`);
      }
      return found;
    });
    if (wrong.length > 0) throw new Error(wrong.join(", "));
  } catch (error) {
    await keepPictures("iphone", [page]);
    throw error;
  } finally {
    await context.close();
  }
}

/** A push service is the sandbox here: the browser's own is out of reach. All else is as it is. */
async function messages(context, page, t, { url, sandbox, mona }) {
  const { items: before } = await mona.call("GET", "/devices");
  await page.addInitScript(subscribeAt, `${sandbox}/push/e2e-${crypto.randomUUID()}`);
  await page.goto("/account/alerts");
  await page.getByRole("button", { name: t("push.yes") }).click();
  await page.getByText(t("push.on")).first().waitFor();
  await checkAccess(page, "messages are switched on");
  const { items: after } = await mona.call("GET", "/devices");
  if (after.length !== before.length + 1) throw new Error("the server does not know the browser");

  const cdp = await context.newCDPSession(page);
  const registration = new Promise((found) => {
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(url) && !isDeleted);
      if (own) found(own.registrationId);
    });
  });
  await cdp.send("ServiceWorker.enable");
  const said = { title: "رد من الدعم", body: "أرسلناها الآن", conversationId: crypto.randomUUID() };
  await cdp.send("ServiceWorker.deliverPushMessage", {
    origin: url,
    registrationId: await registration,
    data: JSON.stringify(said),
  });
  const shown = async () => {
    const worker = await navigator.serviceWorker.ready;
    const all = await worker.getNotifications();
    return all.map(({ title, body, data }) => ({ title, body, path: data.path }));
  };
  for (let attempt = 0; attempt < 50; attempt++) {
    const [found] = await page.evaluate(shown);
    if (found) {
      const wanted = { title: said.title, body: said.body, path: `/talk/${said.conversationId}` };
      if (JSON.stringify(found) !== JSON.stringify(wanted))
        throw new Error(`shown: ${JSON.stringify(found)}`);
      return;
    }
    await page.waitForTimeout(100);
  }
  throw new Error("no notification was shown");
}

/** What `PushManager.subscribe` gives, with keys of a browser's own, at another service. */
function subscribeAt(endpoint) {
  let made = null;
  const text = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly || applicationServerKey.byteLength !== 65) throw new TypeError("not as agreed");
    const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
    const keys = {
      p256dh: text(await crypto.subtle.exportKey("raw", pair.publicKey)),
      auth: text(crypto.getRandomValues(new Uint8Array(16))),
    };
    made = { endpoint, toJSON: () => ({ endpoint, expirationTime: null, keys }) };
    return made;
  };
  PushManager.prototype.getSubscription = async () => made;
}

/** The network goes while the map loads: the map comes when it is back. */
export async function lateMap(browser, { url, say }) {
  const t = wordsOf("ar");
  const context = await person(browser, { url });
  const page = await context.newPage();
  try {
    await logIn(page, t, PLUMBER);
    let refused = 0;
    await page.route("**/maplibre-gl-worker*", (route) => {
      refused++;
      return route.abort();
    });
    await page.goto("/work/areas");
    await page.getByRole("heading", { name: t("areas.title") }).waitFor();
    const drawn = page.locator("canvas.maplibregl-canvas");
    for (let attempt = 0; refused === 0 && attempt < 100; attempt++) await page.waitForTimeout(100);
    if (refused === 0) throw new Error("the map did not ask for its worker");
    if (await drawn.count()) throw new Error("a map that can't draw is shown");
    await page.unroute("**/maplibre-gl-worker*");
    await drawn.waitFor({ timeout: 20_000 });
    say("a map whose worker was not reached comes when it is");
  } finally {
    await context.close();
  }
}
