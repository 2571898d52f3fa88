import { given } from "@/shared/api/given";

/** A newer version that waits to be used. */
let waiting: ServiceWorker | undefined;
const listeners = new Set<() => void>();

export const newVersion = () => waiting;

export function onNewVersion(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function found(worker: ServiceWorker) {
  waiting = worker;
  for (const listener of listeners) listener();
}

/** Registers the worker and watches for a newer one. */
export async function startWorker() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  // The first worker of all takes over by itself; there is nothing older to replace.
  if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const worker = registration.installing;
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller) found(worker);
    });
  });
  void keepGiven().catch(() => undefined);
  // Whoever leaves the app open for days hears of a new version too.
  setInterval(() => void registration.update().catch(() => undefined), 30 * 60_000);
}

/** Has the worker keep the technician's screens, so that they open without a network. */
export async function keepDesk() {
  if (!("serviceWorker" in navigator)) return;
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage("keep-desk");
}

/** What the page brought along passed the worker by: asked for once more, it is kept like all else. */
async function keepGiven() {
  if (!given) return;
  const workers = navigator.serviceWorker;
  if (!workers.controller)
    await new Promise((taken) => workers.addEventListener("controllerchange", taken, { once: true }));
  // What nobody reads is not kept to its end.
  await (await fetch(given.url)).arrayBuffer();
}

/** Uses the newer version: the page begins anew with it. */
export function takeOver() {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage("take-over");
}
