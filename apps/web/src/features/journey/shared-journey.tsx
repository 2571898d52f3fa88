import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { HeartHandshake } from "lucide-react";
import { useMemo } from "react";
import { Link, useParams } from "react-router";
import { type SharedJourneyOut, useShowSharedJourneyQuery } from "@/generated/care";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { LazyMap } from "@/shared/map/lazy-map";
import type { Spot } from "@/shared/map/map-view";
import { TopBar } from "@/shared/ui/frame";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { arrival } from "@/shared/visit/arrival";

const POLL_MS = 8000;

/** A visit as somebody without an account may see it: how it stands, never where the home is. */
export default function SharedJourney() {
  const { t } = useLanguage();
  const { token = "" } = useParams();
  const { data, error, refetch } = useShowSharedJourneyQuery(
    { token },
    { pollingInterval: POLL_MS, refetchOnMountOrArgChange: true },
  );
  const over = asProblem(error)?.status === 404;
  return (
    <Box sx={{ minHeight: "100dvh" }}>
      <TopBar places={[]} />
      <main>
        <Screen title={t("shared.title")}>{content()}</Screen>
      </main>
    </Box>
  );

  function content() {
    if (over) return <Over />;
    if (data) return <Shown journey={data} stale={error !== undefined} />;
    if (error) return <Failure error={error} onRetry={refetch} />;
    return <Loading rows={2} height={180} />;
  }
}

function Over() {
  const { t } = useLanguage();
  const home = (
    <Button component={Link} to="/" variant="contained" size="large">
      {t("shared.what_is_osta")}
    </Button>
  );
  return (
    <Message icon={HeartHandshake} title={t("shared.over")} text={t("shared.over_text")} action={home} />
  );
}

function Shown({ journey, stale }: { journey: SharedJourneyOut; stale: boolean }) {
  const { t, format } = useLanguage();
  const { position, provider, eta, state, district } = journey;
  const at = position?.place;
  const spots = useMemo<Spot[]>(
    () => (at ? [{ id: "technician", at, kind: "technician", label: t("track.technician") }] : []),
    [at, t],
  );
  const ago = position ? format.ago(position.ageS) : "";
  const sight = () => {
    if (stale) return t("state.offline_bar");
    if (!position) return t(state === "en_route" ? "shared.near" : "shared.no_map");
    if (journey.freshness === "live") return t("track.live");
    return t(journey.freshness === "stale" ? "track.stale" : "track.dark", { ago });
  };
  return (
    <>
      <Card sx={{ bgcolor: "#0f5c4d", color: "#fff", border: 0, borderRadius: "22px", p: 2.5 }}>
        <Typography variant="h2" data-testid="shared-state" data-state={state}>
          {t(`shared_state.${state}`, { name: provider?.firstName ?? t("track.technician") })}
        </Typography>
        {eta && state === "en_route" && <Typography>{arrival(eta, t, format)}</Typography>}
        {district && (
          <Typography sx={{ opacity: 0.92 }}>
            {t("shared.where", { district: format.pick(district) })}
          </Typography>
        )}
      </Card>
      <Card sx={{ p: 0, overflow: "hidden" }}>
        {at && <LazyMap label={t("track.title")} center={at} zoom={14} spots={spots} height={320} />}
        <Typography color="text.secondary" sx={{ p: 2 }} role="status">
          {sight()}
        </Typography>
      </Card>
      <Typography variant="body2" color="text.secondary">
        {t("shared.why")} {t("shared.until", { time: format.time(journey.expiresAt) })}
      </Typography>
    </>
  );
}
