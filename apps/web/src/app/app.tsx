import { lazy, Suspense, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";
import { newVersion, onNewVersion } from "@/shared/pwa/worker";
import { Boundary } from "./boundary";
import { Pages } from "./pages";

const UpdateBar = lazy(() => import("@/shared/pwa/update-bar"));

/** `ready` ends when it is known who is logged in. */
export function App({ ready }: { ready: Promise<void> }) {
  return (
    <Boundary>
      <BrowserRouter>
        <Pages ready={ready} />
        {useSyncExternalStore(onNewVersion, newVersion) && (
          <Suspense fallback={null}>
            <UpdateBar />
          </Suspense>
        )}
      </BrowserRouter>
    </Boundary>
  );
}
