/*
 * Keeps the app's shell for when there is no network: files whose names carry their content's hash,
 * and the last page. The API is never kept here: what was true an hour ago is not true now.
 */
const SHELL = "osta-shell-1";
const PAGE = "/";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name !== SHELL));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (/^\/(api|socket\.io|internal|\.well-known|healthz|readyz|metrics)(\/|$)/.test(url.pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (/^\/(assets|map)\/|^\/icon/.test(url.pathname)) event.respondWith(file(request));
});

/** The newest page, or the last one when there is no network. */
async function page(request) {
  const shell = await caches.open(SHELL);
  try {
    const fresh = await fetch(request);
    // Somebody may open a picture by its address: that is not the app.
    const isPage = fresh.headers.get("content-type")?.startsWith("text/html");
    if (fresh.ok && isPage) await shell.put(PAGE, fresh.clone());
    return fresh;
  } catch (error) {
    const kept = await shell.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

/** Files with a hash never change; the others are asked for anew behind what is shown. */
async function file(request) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  const asked = () =>
    fetch(request).then(async (fresh) => {
      if (fresh.ok) await shell.put(request, fresh.clone());
      return fresh;
    });
  if (!kept) return asked();
  if (!new URL(request.url).pathname.startsWith("/assets/")) asked().catch(() => undefined);
  return kept;
}
