import { lazy, type ReactNode, Suspense, useSyncExternalStore } from "react";
import { BrowserRouter } from "react-router";
import { newVersion, onNewVersion } from "@/shared/pwa/worker";
import { Boundary } from "./boundary";
import { Pages } from "./pages";

const UpdateBar = lazy(() => import("@/shared/pwa/update-bar"));

interface Props {
  /** Ends when it is known who is logged in. */
  ready: Promise<void>;
  /** What knows the address. */
  router?: (props: { children: ReactNode }) => ReactNode;
}

export function App({ ready, router: Router = BrowserRouter }: Props) {
  return (
    <Boundary>
      <Router>
        <Pages ready={ready} />
        {useSyncExternalStore(onNewVersion, newVersion, newVersion) && (
          <Suspense fallback={null}>
            <UpdateBar />
          </Suspense>
        )}
      </Router>
    </Boundary>
  );
}
