import { StrictMode, startTransition, useEffect } from "react";
import { createRoot, hydrateRoot } from "react-dom/client";
import { startWorker } from "@/shared/pwa/worker";
import { App } from "./app";
import { session } from "./begin";
import { makeCaches } from "./caches";
import { beginAt } from "./pages";
import { Providers } from "./providers";

/** So long the drawn page stands in for a screen whose file is late. */
const LATE_MS = 400;
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

/** From now on the program answers what is tapped. */
function Taken({ root }: { root: HTMLElement }) {
  useEffect(() => {
    delete root.dataset.drawn;
  }, [root]);
  return null;
}

function show(root: HTMLElement) {
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
}

const late = new Promise((go) => setTimeout(go, LATE_MS));
void Promise.race([beginAt(location.pathname), late]).then(() => {
  const root = document.getElementById("root");
  if (root) show(root);
});

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  const begin = () => void startWorker().catch(() => undefined);
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin);
}
