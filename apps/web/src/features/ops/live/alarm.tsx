import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { Link as RouterLink, useParams } from "react-router";
import {
  type SosAlarmDetailOut,
  useAcknowledgeSosMutation,
  useCloseSosMutation,
  useGetBookingStoryQuery,
  useShowSosQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { LazyMap } from "@/shared/map/lazy-map";
import type { Spot } from "@/shared/map/map-view";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { useNamed } from "../parts/names";
import { Way } from "../parts/way";
import { may } from "../places";

/** One alarm: who, where, what was sent, and what is done about it. */
export default function Alarm() {
  const { t } = useLanguage();
  const named = useNamed();
  const { id = "" } = useParams();
  const { currentData, error, refetch } = useShowSosQuery(
    { id },
    { pollingInterval: 5000, refetchOnMountOrArgChange: true },
  );
  return (
    <Screen
      title={currentData ? t("sos.from", { side: named(`by.${currentData.alarm.side}`) }) : t("ops.alarms")}
      back="/ops/alarms"
      wide
      aside={
        currentData && (
          <Chip
            color={currentData.alarm.state === "open" ? "error" : "default"}
            label={t(`sosstate.${currentData.alarm.state}`)}
          />
        )
      }
    >
      {currentData ? (
        <Sheets detail={currentData} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={4} />
      )}
    </Screen>
  );
}

/** Whom it is about, with the numbers to call: nobody looks for them first. */
function Both({ alarm }: { alarm: SosAlarmDetailOut["alarm"] }) {
  const { t } = useLanguage();
  const { booking } = useGetBookingStoryQuery({ id: alarm.bookingId }).currentData ?? {};
  const [customer, provider] = [booking?.customer, booking?.provider];
  const both = [
    {
      title: t("story.customer"),
      to: `/ops/accounts/${alarm.customerId}`,
      name: customer && `${customer.firstName} ${customer.lastName}`,
      phone: customer?.phone,
    },
    {
      title: t("board.technician"),
      to: `/ops/technicians/${alarm.providerId}`,
      // Another one may have come since.
      name: provider?.id === alarm.providerId ? provider.displayName : undefined,
      phone: provider?.id === alarm.providerId ? provider.phone : undefined,
    },
  ];
  return both.map(({ title, to, name, phone }) => (
    <Box key={title} sx={{ display: "flex", gap: 1, mt: 1, flexWrap: "wrap", alignItems: "baseline" }}>
      <Way to={to}>
        {title}
        {name && (
          <>
            : <bdi>{name}</bdi>
          </>
        )}
      </Way>
      {phone &&
        // A slip must not ring where nobody may know: for the police it can be read.
        (alarm.silent ? (
          <Ltr>{localPhone(phone)}</Ltr>
        ) : (
          <Link href={`tel:${phone}`}>
            <Ltr>{localPhone(phone)}</Ltr>
          </Link>
        ))}
    </Box>
  ));
}

function Sheets({ detail, refresh }: { detail: SosAlarmDetailOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const role = useUser()?.role;
  const [acknowledge] = useAcknowledgeSosMutation();
  const [close] = useCloseSosMutation();
  const { act, busy } = useAction(refresh);
  const { alarm, presses, providerNow } = detail;
  const spots = useMemo<Spot[]>(() => {
    const latest = presses.find(({ place }) => place);
    return [
      ...(latest?.place
        ? [{ id: "caller", at: latest.place, kind: "home" as const, label: t("sos.caller_place") }]
        : []),
      ...(providerNow
        ? [
            {
              id: "technician",
              at: providerNow.place,
              kind: "technician" as const,
              label: t("board.technician"),
            },
          ]
        : []),
    ];
  }, [presses, providerNow, t]);
  const center = spots[0]?.at;
  return (
    <>
      {alarm.silent && <Alert severity="error">{t("sos.silent")}</Alert>}
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {alarm.state === "open" && (
          <Button
            variant="contained"
            color="error"
            loading={busy}
            onClick={() =>
              void act(() => acknowledge({ id: alarm.id, sosAcknowledgeIn: {} }).unwrap(), t("sos.taken"))
            }
          >
            {t("sos.take")}
          </Button>
        )}
        {alarm.state !== "closed" && may(role, "steer") && (
          <Deeds
            refresh={refresh}
            deeds={[
              {
                label: t("sos.close"),
                text: t("sos.close_text"),
                longest: 1000,
                run: (note) => close({ id: alarm.id, sosCloseIn: { note } }).unwrap(),
              },
            ]}
          />
        )}
        <Button variant="outlined" component={RouterLink} to={`/ops/bookings/${alarm.bookingId}`}>
          {t("live.to_booking")}&nbsp;<Ltr>{alarm.number}</Ltr>
        </Button>
      </Box>
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 1fr) minmax(0, 1fr)" },
          alignItems: "start",
        }}
      >
        <Box sx={{ display: "grid", gap: 2 }}>
          <Card>
            <Typography variant="h3">{t("sos.course")}</Typography>
            <Typography>
              {t("sos.raised")}: {format.dateTime(alarm.raisedAt)}
            </Typography>
            {alarm.acknowledgedAt && (
              <Typography>
                {t("sosstate.acknowledged")}: {format.dateTime(alarm.acknowledgedAt)}
              </Typography>
            )}
            {alarm.closedAt && (
              <Typography>
                {t("sosstate.closed")}: {format.dateTime(alarm.closedAt)}
              </Typography>
            )}
            {detail.outcome && (
              <Typography>
                {t("sos.outcome")}: <bdi>{detail.outcome}</bdi>
              </Typography>
            )}
            <Both alarm={alarm} />
          </Card>
          <Card component="section" aria-label={t("sos.pressed")}>
            <Typography variant="h3">{t("sos.pressed")}</Typography>
            {presses.map((press) => (
              <Box
                key={press.at}
                sx={{ display: "grid", justifyItems: "start", borderTop: 1, borderColor: "line", py: 1 }}
              >
                <strong>{format.dateTime(press.at)}</strong>
                {press.note && <div dir="auto">{press.note}</div>}
                {press.place && (
                  <Link
                    href={`https://www.openstreetmap.org/?mlat=${press.place.lat}&mlon=${press.place.lng}#map=18/${press.place.lat}/${press.place.lng}`}
                    target="_blank"
                    rel="noreferrer"
                  >
                    <Ltr>
                      {press.place.lat.toFixed(5)}, {press.place.lng.toFixed(5)}
                    </Ltr>
                  </Link>
                )}
              </Box>
            ))}
          </Card>
        </Box>
        {center ? (
          <LazyMap label={t("sos.map")} center={center} spots={spots} height={420} />
        ) : (
          <Card>{t("sos.no_place")}</Card>
        )}
      </Box>
    </>
  );
}
