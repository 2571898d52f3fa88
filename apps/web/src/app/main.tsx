import { StrictMode, startTransition, useEffect } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { tellLang } from "@/shared/api/tell-lang";
import { Format } from "@/shared/format/format";
import { currentLang, currentPreferences } from "@/shared/i18n/lang";
import { pause } from "@/shared/lib/pause";
import { startWorker } from "@/shared/pwa/worker";
import "@/shared/ui/back-closes";
import { App } from "./app";
import { session } from "./begin";
import { makeCaches } from "./caches";
import { giveTo } from "./given";
import { beginAt } from "./pages";
import { Providers } from "./providers";
import { lookOf, writeSheet } from "./theme";

/** A phone that never rests begins with this after so long all the same. */
const REST_MS = 4000;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

/** From now on the program answers what is tapped. */
function Taken({ root }: { root: HTMLElement }) {
  useEffect(() => {
    delete root.dataset.drawn;
  }, [root]);
  return null;
}

/**
 * Puts the program in the place of the drawn page, in small steps: on a cheap phone each takes its
 * time. The page stands in for a screen that is not there, until `late` ends.
 */
export async function show(late: Promise<undefined>) {
  const root = document.getElementById("root");
  if (!root) return;
  const screen = await Promise.race([beginAt(location.pathname), late]);
  await giveTo(screen?.keep, root.dataset.drawn === "whole");
  writeSheet(lookOf(currentLang()), nonce);
  await pause();
  // The first number that is written takes as long as all others together.
  new Format(currentPreferences()).number(0);
  await pause();
  const program = (
    <StrictMode>
      <Providers caches={makeCaches(nonce)}>
        <App ready={session} />
        <Taken root={root} />
      </Providers>
    </StrictMode>
  );
  // In pieces, between which the browser answers taps. What was drawn whole is gone on with; who asked
  // for something else on the same screen gets it anew, which is no fault.
  startTransition(() => {
    if (root.dataset.drawn === "whole") hydrateRoot(root, program, { onRecoverableError: () => undefined });
    else createRoot(root).render(program);
  });
  tellLang();
  watchForVersions();
}

/** Once nothing else is on its way. */
function watchForVersions() {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const begin = () => void startWorker().catch(() => undefined);
  const rest = () =>
    typeof requestIdleCallback === "function" ? requestIdleCallback(begin, { timeout: REST_MS }) : begin();
  if (document.readyState === "complete") rest();
  else addEventListener("load", rest, { once: true });
}
