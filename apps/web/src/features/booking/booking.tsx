import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { Fragment } from "react";
import { useParams } from "react-router";
import { type BookingOut, type Stage, useGetBookingQuery } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useNow } from "@/shared/lib/use-now";
import { useSteps } from "@/shared/lib/use-steps";
import { PushCard } from "@/shared/push/push-card";
import { InstallCard } from "@/shared/pwa/install-card";
import { useLive } from "@/shared/realtime/use-live";
import { Ltr } from "@/shared/ui/directional";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { DisputeCase } from "@/shared/visit/dispute-case";
import { canCallHelp, canShare } from "@/shared/visit/safety";
import { Sos } from "@/shared/visit/sos";
import { Actions } from "./actions";
import { Details } from "./details";
import { Now } from "./now";
import { Pay } from "./pay";
import { Proposals } from "./proposals";
import { RateVisit } from "./rate-visit";
import { Receipt } from "./receipt";
import { ShareButton } from "./share";
import { StartCode } from "./start-code";
import { Technician } from "./technician";
import { Track } from "./track";
import { Warranty } from "./warranty";

const SETTLED = ["settled", "closed"];
const LIVE_MS = 3000;
const QUIET_MS = 15_000;

/** One booking: what happens now, what happens next, and everything that was agreed. */
export default function Booking() {
  const { t, format } = useLanguage();
  const { id = "" } = useParams();
  const { currentData: booking, error, refetch } = useBooking(id);
  const title = booking ? format.pick(booking.service.name) : t("visit.details");
  const number = booking && (
    <Typography color="text.secondary" variant="body2">
      <Ltr>{booking.number}</Ltr>
    </Typography>
  );
  return (
    <Screen title={title} back="/bookings" aside={number}>
      {booking ? (
        <Story booking={booking} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} height={120} />
      )}
    </Screen>
  );
}

function useBooking(id: string) {
  const known = useGetBookingQuery({ id }, { refetchOnMountOrArgChange: true });
  const live = useLive(["booking.updated"], `booking:${id}`, () => void known.refetch());
  const stage = known.currentData?.stage;
  // Without the line it asks often while something may happen any moment.
  const quiet = live || (stage && SETTLED.includes(stage));
  useGetBookingQuery({ id }, { pollingInterval: quiet ? QUIET_MS : LIVE_MS, skipPollingIfUnfocused: true });
  return known;
}

/** While one waits for something that is told by a message. */
const AWAITED: Stage[] = ["searching", "offered", "assigned"];

function Story({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const { stage, provider } = booking;
  const over = stage === "settled" || stage === "done";
  const parts = [
    <Fragment key="now">
      <Now booking={booking} refresh={refresh} />
      {booking.startCode && <StartCode code={booking.startCode} />}
    </Fragment>,
    <Fragment key="next">
      {stage === "awaiting_payment" && <Pay booking={booking} refresh={refresh} />}
      {stage === "en_route" && <Track id={booking.id} />}
      <Proposals booking={booking} refresh={refresh} />
      {AWAITED.includes(stage) && <PushCard />}
      {booking.dispute && <DisputeCase booking={booking} refresh={refresh} />}
      {stage === "settled" && <InstallCard />}
      {over && <RateVisit booking={booking} />}
    </Fragment>,
    over && <Receipt key="receipt" booking={booking} />,
    over && <Warranty key="warranty" booking={booking} />,
    provider && <Technician key="technician" provider={provider} bookingId={booking.id} over={over} />,
    <Fragment key="price">
      <Safety booking={booking} />
      {!over && (
        <Card>
          <Typography variant="h3" component="h2">
            {t("price.title")}
          </Typography>
          {booking.price.lines.length === 0 && booking.price.total.amount === 0 ? (
            t("price.free")
          ) : (
            <PriceLines
              lines={booking.price.lines}
              total={booking.price.total}
              totalLabel={t("price.agreed")}
            />
          )}
        </Card>
      )}
    </Fragment>,
    <Details key="details" booking={booking} />,
    <Actions key="actions" booking={booking} refresh={refresh} />,
  ].filter(Boolean);
  return parts.slice(0, useSteps(parts.length));
}

/** Somebody else may follow the visit, and help is a press away. */
function Safety({ booking }: { booking: BookingOut }) {
  const { id, stage, times } = booking;
  const share = canShare(stage);
  const help = canCallHelp(stage, times.endedAt, useNow(60_000));
  if (!share && !help) return null;
  return (
    <Box
      sx={{
        display: "flex",
        flexWrap: "wrap",
        gap: 1,
        "& > *": { flex: "1 1 9rem", px: 1.25, whiteSpace: "nowrap" },
        "& > .MuiAlert-root": { flexBasis: "100%", whiteSpace: "normal" },
        "& .MuiAlert-message": { flex: 1 },
      }}
    >
      {share && <ShareButton bookingId={id} />}
      {help && <Sos bookingId={id} />}
    </Box>
  );
}
