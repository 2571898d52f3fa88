import Skeleton from "@mui/material/Skeleton";
import { type ComponentProps, lazy, Suspense } from "react";

const View = lazy(() => import("./map-view"));

/** The map's code comes only to screens that show one. */
export function LazyMap(props: ComponentProps<typeof View>) {
  return (
    <Suspense fallback={<Skeleton variant="rounded" height={props.height ?? 280} />}>
      <View {...props} />
    </Suspense>
  );
}
