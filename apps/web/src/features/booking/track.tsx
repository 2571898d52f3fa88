import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { useTrackBookingQuery } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { LazyMap } from "@/shared/map/lazy-map";
import type { Spot } from "@/shared/map/map-view";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { arrival } from "@/shared/visit/arrival";

/** The technician on the map, and how sure we are. */
export function Track({ id }: { id: string }) {
  const { t, format } = useLanguage();
  const {
    data: track,
    error,
    refetch,
  } = useTrackBookingQuery({ id }, { pollingInterval: 4000, skipPollingIfUnfocused: true });
  const home = track?.destination;
  const him = track?.position?.place;
  const spots = useMemo<Spot[]>(() => {
    const all: Spot[] = [];
    if (home) all.push({ id: "home", at: home, kind: "home", label: t("track.home") });
    if (him) all.push({ id: "technician", at: him, kind: "technician", label: t("track.technician") });
    return all;
  }, [home, him, t]);
  if (!track && error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!track || !home) return <Loading rows={1} height={280} />;
  const age = track.position?.ageS ?? 0;
  return (
    <Card sx={{ p: 0, overflow: "hidden" }}>
      <LazyMap label={t("track.title")} center={home} zoom={13} spots={spots} height={260} />
      <Box sx={{ p: 2 }}>
        {track.eta && (
          <Typography variant="h3" component="p">
            {arrival(track.eta, t, format)}
          </Typography>
        )}
        <Typography color="text.secondary">
          {!track.position
            ? t("track.none")
            : track.freshness === "live"
              ? t("track.live")
              : t(track.freshness === "stale" ? "track.stale" : "track.dark", { ago: format.ago(age) })}
          {track.distanceM != null &&
            track.distanceM > 20 &&
            ` · ${t("track.away", { distance: format.distance(track.distanceM) })}`}
        </Typography>
      </Box>
    </Card>
  );
}
