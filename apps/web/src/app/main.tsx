import "./base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { start } from "@/shared/api/session";
import { applyPreferences, currentPreferences } from "@/shared/i18n/lang";
import { watchInstall } from "@/shared/pwa/install";
import { startWorker } from "@/shared/pwa/worker";
import { App } from "./app";
import { beginAt } from "./pages";
import { Providers } from "./providers";

watchInstall();
applyPreferences(currentPreferences());
const session = start();
beginAt(location.pathname);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <App ready={session} />
      </Providers>
    </StrictMode>,
  );
}

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => void startWorker().catch(() => undefined));
}
