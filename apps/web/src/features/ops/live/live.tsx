import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Skeleton from "@mui/material/Skeleton";
import Typography from "@mui/material/Typography";
import { MapPinOff } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { Link as RouterLink } from "react-router";
import { useListCategoriesQuery } from "@/generated/guest";
import {
  type LiveMapProviderOut,
  type Stage,
  type TrackFreshness,
  useShowLiveMapQuery,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import type { District } from "@/shared/map/districts";
import { useDistricts } from "@/shared/map/use-districts";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { StageTag } from "../parts/stage";
import { FurtherWay } from "../parts/way";
import type { Bounds, Pin } from "./pin-map";
import { type Doing, doingOf, type Heap, heaps, OPEN_STAGES } from "./pins";
import { useOpenBookings } from "./use-open-bookings";

const PinMap = lazy(() => import("./pin-map"));

const CAIRO = { lat: 30.03, lng: 31.24 };
const DOINGS: Doing[] = ["free", "on_job", "off"];
const FRESH: TrackFreshness[] = ["live", "stale", "dark"];

const NONE: District[] = [];

/** Where technicians and bookings are now, and how sure that is. */
export default function Live() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const [bounds, setBounds] = useState<Bounds>();
  const [chosen, setChosen] = useState<string>();
  const districts = useDistricts()?.districts ?? NONE;
  const doing = oneOf(DOINGS, get("doing"));
  const fresh = oneOf(FRESH, get("fresh"));
  const stage = oneOf(OPEN_STAGES, get("stage"));
  const trade = get("trade");
  const categories = useListCategoriesQuery();
  const map = useShowLiveMapQuery(
    { ...(bounds ?? { south: 22, west: 25, north: 32, east: 36 }), limit: 500 },
    { pollingInterval: 5000, refetchOnMountOrArgChange: true },
  );
  const board = useOpenBookings(stage);
  const providers = useMemo(
    () =>
      (map.data?.items ?? []).filter(
        (one) => (!doing || doingOf(one) === doing) && (!fresh || one.freshness === fresh),
      ),
    [map.data, doing, fresh],
  );
  const piles = useMemo(() => {
    const open = board.items.filter(
      (one) => OPEN_STAGES.includes(one.stage) && (!trade || one.categoryId === trade),
    );
    return heaps(open, districts);
  }, [board.items, trade, districts]);
  const pins = useMemo<Pin[]>(
    () => [
      ...piles.map((heap) => ({
        id: `h:${heap.id}`,
        at: heap.at,
        text: format.number(heap.bookings.length),
        tone: heap.waiting ? ("waiting" as const) : ("booking" as const),
        label: `${format.pick(heap.name)}: ${t("live.bookings", { count: heap.bookings.length })}`,
        chosen: chosen === `h:${heap.id}`,
      })),
      ...providers.map((one) => ({
        id: `p:${one.providerId}`,
        at: one.position.place,
        tone: one.freshness === "live" && one.bookingId ? ("job" as const) : one.freshness,
        label: `${one.displayName} · ${named(`doing.${doingOf(one)}`)} · ${format.ago(one.position.ageS)}`,
        chosen: chosen === `p:${one.providerId}`,
      })),
    ],
    [piles, providers, format, t, named, chosen],
  );
  const person = providers.find(({ providerId }) => chosen === `p:${providerId}`);
  const heap = piles.find(({ id }) => chosen === `h:${id}`);
  const stages: [string, string][] = OPEN_STAGES.map((one: Stage) => [one, t(`opstage.${one}`)]);
  return (
    <Screen title={t("ops.live")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "doing",
            label: t("live.doing"),
            options: DOINGS.map((one) => [one, t(`doing.${one}`)]),
            width: 170,
          },
          {
            kind: "choice",
            name: "fresh",
            label: t("live.fresh"),
            options: FRESH.map((one) => [one, t(`fresh.${one}`)]),
            width: 170,
          },
          {
            kind: "choice",
            name: "trade",
            label: t("live.trade"),
            options: (categories.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
            width: 190,
          },
          { kind: "choice", name: "stage", label: t("live.stage"), options: stages, width: 190 },
        ]}
      />
      {board.cut && <Alert severity="info">{t("live.cut")}</Alert>}
      {map.error && !map.data && <Failure error={map.error} onRetry={map.refetch} />}
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 2.2fr) minmax(0, 1fr)" },
        }}
      >
        <Box sx={{ height: { xs: 420, md: "calc(100dvh - 240px)" }, minHeight: 380 }}>
          <Suspense fallback={<Skeleton variant="rounded" height="100%" />}>
            <PinMap
              label={t("ops.live")}
              center={CAIRO}
              zoom={10}
              pins={pins}
              onPick={setChosen}
              onSeen={setBounds}
            />
          </Suspense>
        </Box>
        <Box sx={{ display: "grid", gap: 2, alignContent: "start", minWidth: 0 }}>
          <Legend />
          {person && <Person one={person} />}
          {heap && <Pile heap={heap} />}
          <Card component="section" aria-label={t("live.people")}>
            <Typography variant="h3">
              {t("live.people")} ({format.number(providers.length)})
            </Typography>
            {map.data && map.data.total > map.data.items.length && (
              <Typography variant="body2" color="text.secondary">
                {t("live.more", { count: map.data.total })}
              </Typography>
            )}
            {providers.length === 0 && map.data && <Message icon={MapPinOff} title={t("live.nobody")} />}
            <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0, maxHeight: 300, overflowY: "auto" }}>
              {providers.map((one) => (
                <Box component="li" key={one.providerId} sx={{ borderTop: 1, borderColor: "line" }}>
                  <Box
                    component="button"
                    type="button"
                    aria-pressed={chosen === `p:${one.providerId}`}
                    onClick={() => setChosen(`p:${one.providerId}`)}
                    sx={{
                      font: "inherit",
                      color: "inherit",
                      width: "100%",
                      display: "grid",
                      py: 1,
                      border: 0,
                      bgcolor: "transparent",
                      cursor: "pointer",
                      textAlign: "start",
                      "&:focus-visible": { outline: "3px solid", outlineColor: "secondary.light" },
                    }}
                  >
                    <Box component="span" sx={{ fontWeight: 650 }}>
                      <bdi>{one.displayName}</bdi>
                    </Box>
                    <Box component="span" sx={{ fontSize: "0.9rem", color: "text.secondary" }}>
                      {named(`doing.${doingOf(one)}`)} · {format.ago(one.position.ageS)}
                    </Box>
                  </Box>
                </Box>
              ))}
            </Box>
          </Card>
        </Box>
      </Box>
    </Screen>
  );
}

function Legend() {
  const { t } = useLanguage();
  const dots: [string, string, string][] = [
    ["#1c6b3c", "50%", t("fresh.live")],
    ["#24588a", "50%", t("doing.on_job")],
    ["#8a5200", "50%", t("fresh.stale")],
    ["#5b6762", "50%", t("fresh.dark")],
    ["#24588a", "5px", t("live.legend_bookings")],
    ["#a3341f", "5px", t("live.legend_waiting")],
  ];
  return (
    <Box sx={{ display: "flex", gap: 1.5, rowGap: 0.5, flexWrap: "wrap", fontSize: "0.85rem" }}>
      {dots.map(([colour, round, text]) => (
        <Box key={text} component="span" sx={{ display: "inline-flex", gap: 0.75, alignItems: "center" }}>
          <Box component="span" sx={{ width: 14, height: 14, borderRadius: round, bgcolor: colour }} />
          {text}
        </Box>
      ))}
    </Box>
  );
}

function Person({ one }: { one: LiveMapProviderOut }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  return (
    <Card sx={{ borderColor: "secondary.light", display: "grid", gap: 0.5 }}>
      <Typography variant="h3">
        <bdi>{one.displayName}</bdi>
      </Typography>
      <Typography variant="body2">
        {named(`doing.${doingOf(one)}`)} · {t(`fresh.${one.freshness}`)} · {format.ago(one.position.ageS)} ·{" "}
        <Ltr>±</Ltr> {format.distance(one.position.accuracy)}
      </Typography>
      {one.flags.length > 0 && (
        <Box sx={{ display: "flex", gap: 0.5 }}>
          {one.flags.map((flag) => (
            <Chip key={flag} size="small" color="error" label={named(`flag.${flag}`)} />
          ))}
        </Box>
      )}
      <FurtherWay to={`/ops/technicians/${one.providerId}`}>{t("live.to_person")}</FurtherWay>
      {one.bookingId && (
        <Link component={RouterLink} to={`/ops/bookings/${one.bookingId}`}>
          {t("live.to_booking")}
        </Link>
      )}
    </Card>
  );
}

function Pile({ heap }: { heap: Heap }) {
  const { t, format } = useLanguage();
  return (
    <Card sx={{ borderColor: "secondary.light" }}>
      <Typography variant="h3">{format.pick(heap.name)}</Typography>
      <Typography variant="body2" color="text.secondary">
        {t("live.approximate")}
      </Typography>
      {heap.bookings.map((one) => (
        <Box key={one.id} sx={{ display: "flex", gap: 1, alignItems: "center", py: 0.5, flexWrap: "wrap" }}>
          <Link component={RouterLink} to={`/ops/bookings/${one.id}`}>
            <Ltr>{one.number}</Ltr>
          </Link>
          <StageTag stage={one.stage} />
          <Typography variant="body2">{format.pick(one.serviceName)}</Typography>
        </Box>
      ))}
    </Card>
  );
}
