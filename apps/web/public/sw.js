/*
 * Keeps the app's shell for when there is no network, and the account's last bookings and words, so
 * that they can be read; shows push messages. What was kept is marked, and forgotten at log-out.
 */
const BUILD = "__BUILD__";
const SHELL = `osta-shell-${BUILD}`;
const DATA = "osta-data";
/** A page without a screen of its own, for every address without a network. */
const PAGE = "/shell";
/** What a customer needs to read bookings offline; the build writes it. */
const FILES = ["__FILES__"];
/** What a technician's desk needs besides: kept once somebody works with it, as customers never do. */
const DESK = ["__DESK__"];
/** Says that the desk is kept here; the next version keeps it, too. */
const AT_WORK = "/kept/desk";
/** Answers that are kept: never what is done, only what is read. */
const KEPT = [
  /^\/api\/v1\/(categories|services|bookings|conversations|plans|me)$/,
  /^\/api\/v1\/(services|bookings|conversations|providers)\/[0-9a-f-]{36}$/,
  /^\/api\/v1\/bookings\/[0-9a-f-]{36}\/(receipt|ratings|warranty-claims|estimates|change-orders)$/,
  /^\/api\/v1\/conversations\/[0-9a-f-]{36}\/messages$/,
];
/** So many answers are kept; the oldest go first. */
const MOST = 120;

self.addEventListener("install", (event) => {
  event.waitUntil(begin());
});

async function begin() {
  const shell = await caches.open(SHELL);
  await shell.addAll([PAGE, ...FILES]);
  if (await caches.match(AT_WORK)) await keepDesk().catch(() => undefined);
}

async function keepDesk() {
  const shell = await caches.open(SHELL);
  const kept = await Promise.all(DESK.map((file) => shell.match(file, { ignoreVary: true })));
  await shell.addAll(DESK.filter((_, at) => !kept[at]));
  await shell.put(AT_WORK, new Response(""));
}

// A new version waits until the person agrees, so that nothing changes under the hand.
self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "keep-desk") event.waitUntil(keepDesk().catch(() => undefined));
});

self.addEventListener("activate", (event) => {
  const keep = [SHELL, DATA];
  const others = caches.keys().then((names) => names.filter((name) => name.startsWith("osta-") && !keep.includes(name)));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (KEPT.some((one) => one.test(url.pathname))) return event.respondWith(data(request));
  if (/^\/(api|socket\.io|internal|\.well-known|healthz|readyz|metrics)(\/|$)/.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (/^\/(assets|map)\/|^\/icon/.test(url.pathname)) event.respondWith(file(request));
});

/** The newest answer, or the last one when the server is not reached. */
async function data(request) {
  try {
    const fresh = await fetch(request);
    if (fresh.ok) {
      const copy = fresh.clone();
      void caches.open(DATA).then(async (kept) => {
        await kept.put(request.url, copy);
        const all = await kept.keys();
        await Promise.all(all.slice(0, Math.max(0, all.length - MOST)).map((old) => kept.delete(old)));
      });
    }
    return fresh;
  } catch (error) {
    const kept = await caches.open(DATA).then((all) => all.match(request.url, { ignoreVary: true }));
    if (!kept) throw error;
    const headers = new Headers(kept.headers);
    headers.set("x-osta-kept", "1");
    return new Response(kept.body, { status: kept.status, headers });
  }
}

/** The page of the address, or the one that was kept when there is no network. */
async function page(event) {
  const shell = await caches.open(SHELL);
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok) event.waitUntil(follow(shell, fresh.headers.get("content-language")).catch(() => undefined));
    return fresh;
  } catch (error) {
    const kept = await shell.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** Keeps the page in the language that the person reads. */
async function follow(shell, lang) {
  const kept = await shell.match(PAGE);
  if (!lang || kept?.headers.get("content-language") === lang) return;
  const fresh = await fetch(PAGE);
  if (fresh.ok) await shell.put(PAGE, fresh);
}

/** Files with a hash never change; the others are asked for anew behind what is shown. */
async function file(request) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request, { ignoreVary: true });
  const asked = () =>
    fetch(request).then(async (fresh) => {
      if (fresh.ok) await shell.put(request, fresh.clone());
      return fresh;
    });
  if (!kept) return asked();
  if (!new URL(request.url).pathname.startsWith("/assets/")) asked().catch(() => undefined);
  return kept;
}

/** As the desk shakes the phone for an offer. */
const SHAKE = [300, 150, 300, 150, 600];

self.addEventListener("push", (event) => {
  const said = read(event.data);
  const options = {
    body: said.body,
    lang: said.lang,
    dir: said.dir,
    icon: "/icon-192.png",
    tag: said.conversationId ?? said.bookingId ?? said.notificationId,
    renotify: true,
    data: { path: pathOf(said) },
  };
  if (!options.tag) delete options.renotify;
  // Half a minute is left to answer: it is felt, and stays until it is seen.
  if (said.kind === "offer_made") Object.assign(options, { requireInteraction: true, vibrate: SHAKE });
  event.waitUntil(self.registration.showNotification(said.title || "Osta", options));
});

function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

/** Only a page of ours. */
/** The server says where: the same booking is another page for its customer, its technician and staff. */
function pathOf({ url, conversationId }) {
  if (!url) return conversationId ? `/talk/${conversationId}` : "/account/notifications";
  try {
    const { pathname, search } = new URL(url, location.origin);
    return pathname + search;
  } catch {
    return "/account/notifications";
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? "/"));
});

/** In the window that is open, or in a new one. */
async function open(path) {
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return self.clients.openWindow(path);
  await window.focus();
  return window.navigate(path);
}
