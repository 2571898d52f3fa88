import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { Repeat } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import {
  type PlanOut,
  useChangePlanMutation,
  useEndPlanMutation,
  useListPlansQuery,
  useSkipPlanVisitMutation,
} from "@/generated/mine";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

const AGAIN_MS = 2000;

/** Visits that come again by themselves. */
export default function Plans() {
  const { t } = useLanguage();
  const { data, error, refetch } = useListPlansQuery(undefined, { refetchOnMountOrArgChange: true });
  const isDue = data?.some(isOrderedNow) ?? false;
  // What is about to be ordered is looked at until it is.
  useEffect(() => {
    if (!isDue) return;
    const timer = setInterval(() => void refetch(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [isDue, refetch]);
  const order = (
    <Button component={Link} to="/bookings" variant="contained" size="large">
      {t("plan.from_booking")}
    </Button>
  );
  return (
    <Screen title={t("plan.title")} back="/account">
      {data ? (
        <>
          {data.length === 0 && (
            <Message icon={Repeat} title={t("plan.none")} text={t("plan.none_text")} action={order} />
          )}
          {data.map((plan) => (
            <PlanCard key={plan.id} plan={plan} after={() => void refetch()} />
          ))}
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} height={150} />
      )}
    </Screen>
  );
}

const isOrderedNow = ({ state, nextOrderAt }: PlanOut) =>
  state === "active" && nextOrderAt != null && Date.parse(nextOrderAt) <= clock();

function PlanCard({ plan, after }: { plan: PlanOut; after: () => void }) {
  const { t, format } = useLanguage();
  const [skip] = useSkipPlanVisitMutation();
  const [change] = useChangePlanMutation();
  const [end] = useEndPlanMutation();
  const { act, busy } = useAction(after);
  const [ending, setEnding] = useState(false);
  const { id, nextVisitAt, state } = plan;
  const over = state === "ended";
  return (
    <Card component="section" aria-label={format.pick(plan.serviceName)} sx={{ display: "grid", gap: 1.25 }}>
      <Box sx={{ display: "flex", alignItems: "center", gap: 1 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {format.pick(plan.serviceName)}
        </Typography>
        {state !== "active" && <Chip size="small" label={t(`plan_state.${state}`)} />}
      </Box>
      <Typography color="text.secondary">
        {t(`plan_rhythm.${plan.rhythm}`)} · {t(`pay.${plan.paymentMethod}`)}
      </Typography>
      {nextVisitAt && state === "active" && (
        <Typography sx={{ fontWeight: 650 }}>
          {t("plan.next", { time: format.dateTime(nextVisitAt) })}
        </Typography>
      )}
      {plan.visits.slice(0, 3).map((visit) => (
        <Typography key={visit.date} variant="body2" color="text.secondary">
          {format.dayShort(`${visit.date}T10:00:00Z`)} ·{" "}
          {visit.bookingId ? (
            <Typography component={Link} to={`/bookings/${visit.bookingId}`} variant="body2" color="primary">
              {t("plan.visit_ordered")}
            </Typography>
          ) : visit.reason ? (
            format.pick(visit.reason)
          ) : (
            t("plan.visit_skipped")
          )}
        </Typography>
      ))}
      {!over && (
        <Box sx={{ display: "flex", flexWrap: "wrap", gap: 1, "& > *": { flex: "1 1 8rem" } }}>
          {nextVisitAt && state === "active" && (
            <Button
              variant="outlined"
              disabled={busy}
              onClick={() =>
                void act(
                  () => skip({ id, planSkipIn: { date: cairoDay(new Date(nextVisitAt)) } }).unwrap(),
                  t("plan.skipped"),
                )
              }
            >
              {t("plan.skip")}
            </Button>
          )}
          <Button
            variant="outlined"
            disabled={busy}
            onClick={() =>
              void act(() => change({ id, planPatchIn: { paused: state === "active" } }).unwrap())
            }
          >
            {t(state === "active" ? "plan.pause" : "plan.resume")}
          </Button>
          <Button color="error" disabled={busy} onClick={() => setEnding(true)}>
            {t("plan.end")}
          </Button>
        </Box>
      )}
      {ending && (
        <Sheet title={t("plan.end_title")} onClose={() => setEnding(false)}>
          <Alert severity="info">{t("plan.end_text")}</Alert>
          <Button
            variant="outlined"
            color="error"
            size="large"
            loading={busy}
            onClick={() =>
              void act(() => end({ id }).unwrap(), t("plan.ended")).then((done) => done && setEnding(false))
            }
          >
            {t("plan.end")}
          </Button>
        </Sheet>
      )}
    </Card>
  );
}
