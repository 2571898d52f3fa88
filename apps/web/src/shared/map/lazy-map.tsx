import Box from "@mui/material/Box";
import ButtonBase from "@mui/material/ButtonBase";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { Move } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { config } from "@/shared/lib/config";
import { MapFrame } from "./map-frame";
import type { MapProps } from "./map-view";
import { Sketch } from "./sketch";

/** Words come before the map: it is most of what such a screen loads, and all of what keeps a phone busy. */
const afterWords = () =>
  new Promise<void>((go) => {
    // Safari has no such callback yet.
    if ("requestIdleCallback" in window) requestIdleCallback(() => go(), { timeout: 2000 });
    else setTimeout(go, 200);
  });
const View = lazy(() => afterWords().then(() => import("./map-view")));

const byFinger = () => typeof matchMedia === "function" && matchMedia("(pointer: coarse)").matches;

interface Props extends Omit<MapProps, "onDrawn" | "focused" | "zoom"> {
  /** What the map is named to those who can't see it. */
  label: string;
  height?: number;
  zoom?: number;
}

/**
 * A map whose code comes only where one is shown. What only shows pins on the project's own base is a
 * still picture first; on a phone it stays one until somebody wants to move it. Always left to right:
 * the world is.
 */
export function LazyMap({ label, height = 280, zoom = 14, ...props }: Props) {
  const { t } = useLanguage();
  const { center, spots, onMoved } = props;
  const sketched = spots !== undefined && onMoved === undefined && !config.map;
  const [wanted, setWanted] = useState<"at once" | "by touch" | null>(() =>
    sketched && byFinger() ? null : "at once",
  );
  const [drawn, setDrawn] = useState(false);
  return (
    <MapFrame
      label={label}
      sx={{
        height,
      }}
    >
      {sketched && !drawn && (
        <>
          <Sketch center={center} zoom={zoom} height={height} spots={spots} />
          <Typography
            component="span"
            sx={{ position: "absolute", left: 8, top: 4, fontSize: "0.68rem", color: "text.secondary" }}
          >
            Natural Earth
          </Typography>
        </>
      )}
      {wanted ? (
        <Box sx={{ position: "absolute", inset: 0 }}>
          <Suspense fallback={sketched ? null : <Skeleton variant="rectangular" height="100%" />}>
            <View {...props} zoom={zoom} focused={wanted === "by touch"} onDrawn={() => setDrawn(true)} />
          </Suspense>
        </Box>
      ) : (
        <Mover label={t("map.move")} onWanted={() => setWanted("by touch")} />
      )}
    </MapFrame>
  );
}

/** All of the picture is the button; what it does stands in its corner. */
function Mover({ label, onWanted }: { label: string; onWanted: () => void }) {
  return (
    <ButtonBase onClick={onWanted} focusRipple sx={{ position: "absolute", inset: 0 }}>
      <Box
        component="span"
        sx={{
          position: "absolute",
          right: 8,
          bottom: 8,
          display: "flex",
          alignItems: "center",
          gap: 0.75,
          px: 1.25,
          py: 0.5,
          borderRadius: 99,
          border: 1,
          borderColor: "line",
          bgcolor: "background.paper",
          color: "text.primary",
          typography: "body2",
          fontWeight: 600,
        }}
      >
        <Move size={16} aria-hidden />
        {label}
      </Box>
    </ButtonBase>
  );
}
