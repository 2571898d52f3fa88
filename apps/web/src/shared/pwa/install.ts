/** What browsers that can install the app offer; not yet in TypeScript's library. */
interface InstallOffer extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}

let offer: InstallOffer | undefined;
const listeners = new Set<() => void>();

export const canInstall = () => offer !== undefined;

export function onInstallable(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function set(next: InstallOffer | undefined) {
  offer = next;
  for (const listener of listeners) listener();
}

/** Keeps the browser's offer for a good moment. */
export function watchInstall(target: EventTarget = window) {
  target.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    set(event as InstallOffer);
  });
  target.addEventListener("appinstalled", () => set(undefined));
}

/** Asks the person; the offer is good once. */
export async function install(): Promise<boolean> {
  const asked = offer;
  set(undefined);
  return (await asked?.prompt())?.outcome === "accepted";
}
