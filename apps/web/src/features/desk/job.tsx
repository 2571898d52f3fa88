import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { lazy, Suspense, useEffect } from "react";
import { useParams } from "react-router";
import { type BookingOut, useGetBookingQuery } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useLive } from "@/shared/realtime/use-live";
import { Ltr } from "@/shared/ui/directional";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Sos } from "@/shared/visit/sos";

import { Drop } from "./drop";
import { JobChip } from "./job-chip";
import { JobSteps } from "./job-steps";
import { useKept } from "./kept";
import { OtherTime } from "./other-time";
import { expectedStage } from "./queue/expected";
import { QueueList } from "./queue/queue-bar";
import { useQueue, useWaiting } from "./queue/use-queue";
import { RateCustomer } from "./rate-customer";
import { Where } from "./where";

const Complaint = lazy(async () => ({ default: (await import("@/shared/visit/dispute-case")).DisputeCase }));

/** One job: the checklist with the one thing to do now, who and where, and for how much. */
export function Job() {
  const { t, format } = useLanguage();
  const { id = "" } = useParams();
  const asked = useGetBookingQuery({ id }, { pollingInterval: 5000, refetchOnMountOrArgChange: true });
  const { refetch, error } = asked;
  const job = useKept(`job.${id}`, asked.currentData);
  const waiting = useWaiting(id);
  const { sent } = useQueue();
  useLive(["booking.updated"], `booking:${id}`, () => void refetch());
  useEffect(() => {
    if (sent > 0) void refetch();
  }, [sent, refetch]);
  const stage = job && expectedStage(job, waiting);
  return (
    <Screen
      title={job ? format.pick(job.service.name) : t("job.title")}
      back="/work"
      aside={stage && <JobChip stage={stage} />}
    >
      {job && stage ? (
        <Sheet job={job} stage={stage} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

interface Props {
  job: BookingOut;
  stage: BookingOut["stage"];
  refresh: () => void;
}

function Sheet({ job, stage, refresh }: Props) {
  const { t, format } = useLanguage();
  const waiting = useWaiting(job.id);
  // Until the door one looks for the way; at the door and behind it, for what to do.
  const before = stage === "assigned" || stage === "en_route";
  return (
    <>
      <QueueList entries={waiting} />
      {before && <Where job={job} />}
      {job.dispute && (
        <Suspense fallback={<Loading rows={1} height={180} />}>
          <Complaint booking={job} side="provider" refresh={refresh} />
        </Suspense>
      )}
      <JobSteps job={job} stage={stage} refresh={refresh} />
      <OtherTime job={job} refresh={refresh} />
      {job.status === "completed" && <RateCustomer job={job} />}
      {!before && <Where job={job} />}
      <Card>
        <Typography variant="body2" color="text.secondary">
          <Ltr>{job.number}</Ltr> · {job.instant ? t("new.now") : format.dateTime(job.startsAt)}
        </Typography>
        <PriceLines lines={job.price.lines} total={job.price.total} />
        {job.price.settlement && (
          <Typography sx={{ color: "primary.main", fontWeight: 700 }}>
            {t("job.yours")}: {format.money(job.price.settlement.earnings)}
          </Typography>
        )}
      </Card>
      {(job.status === "in_progress" || job.stage === "en_route" || job.stage === "arrived") && (
        <Sos bookingId={job.id} />
      )}
      {job.status === "confirmed" && (before || stage === "arrived") && (
        <Box sx={{ display: "grid" }}>
          <Drop job={job} refresh={refresh} />
        </Box>
      )}
    </>
  );
}
