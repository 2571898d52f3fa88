import Skeleton from "@mui/material/Skeleton";
import { type ComponentProps, lazy, Suspense } from "react";

/** Words come before the map: it is most of what such a screen loads, and all of what keeps a phone busy. */
const afterWords = () =>
  new Promise<void>((go) => {
    // Safari has no such callback yet.
    if ("requestIdleCallback" in window) requestIdleCallback(() => go(), { timeout: 2000 });
    else setTimeout(go, 200);
  });
const View = lazy(() => afterWords().then(() => import("./map-view")));

/** The map's code comes only to screens that show one. */
export function LazyMap(props: ComponentProps<typeof View>) {
  return (
    <Suspense fallback={<Skeleton variant="rounded" height={props.height ?? 280} />}>
      <View {...props} />
    </Suspense>
  );
}
