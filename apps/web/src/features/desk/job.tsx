import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Navigation2, Phone } from "lucide-react";
import { useParams } from "react-router";
import { type BookingOut, useGetBookingQuery } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { StageChip } from "@/shared/visit/stage-chip";
import { Drop } from "./drop";
import { NextMove } from "./next-move";
import { RateCustomer } from "./rate-customer";

/** One job: who and where, and the one thing to do next. */
export function Job() {
  const { t, format } = useLanguage();
  const { id = "" } = useParams();
  const {
    currentData: job,
    error,
    refetch,
  } = useGetBookingQuery({ id }, { pollingInterval: 4000, refetchOnMountOrArgChange: true });
  return (
    <Screen
      title={job ? format.pick(job.service.name) : t("job.title")}
      back="/work"
      aside={job && <StageChip stage={job.stage} />}
    >
      {job ? (
        <Sheet job={job} refresh={() => void refetch()} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

function Sheet({ job, refresh }: { job: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const over = job.status === "completed";
  return (
    <>
      <NextMove job={job} refresh={refresh} />
      {over && <RateCustomer job={job} />}
      <Where job={job} />
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
      {job.status === "confirmed" && <Drop job={job} refresh={refresh} />}
    </>
  );
}

function Where({ job }: { job: BookingOut }) {
  const { t, format } = useLanguage();
  const { address, customer } = job;
  if (!address && !customer) return null;
  return (
    <Card sx={{ display: "grid", gap: 1.25 }} component="section" aria-label={t("job.customer")}>
      {customer && (
        <Typography variant="h3" component="h2">
          <bdi>
            {customer.firstName} {customer.lastName}
          </bdi>
        </Typography>
      )}
      {address && (
        <Typography dir="auto">
          {[
            address.street,
            address.building,
            address.floor && t("job.floor", { floor: address.floor }),
            address.apartment && t("job.flat", { flat: address.apartment }),
            address.district,
          ]
            .filter(Boolean)
            .join(format.comma)}
        </Typography>
      )}
      {address?.landmark && (
        <Typography color="text.secondary" dir="auto">
          {address.landmark}
        </Typography>
      )}
      {job.instructions && (
        <Typography color="text.secondary" dir="auto">
          {job.instructions}
        </Typography>
      )}
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        {address && (
          <Button
            variant="outlined"
            href={`https://www.google.com/maps/dir/?api=1&destination=${address.pin.lat},${address.pin.lng}`}
            target="_blank"
            rel="noreferrer"
            startIcon={<Navigation2 size={20} aria-hidden />}
          >
            {t("job.navigate")}
          </Button>
        )}
        {customer?.phone && (
          <Button
            variant="outlined"
            href={`tel:${customer.phone}`}
            startIcon={<Phone size={20} aria-hidden />}
          >
            {t("job.call")}
          </Button>
        )}
      </Box>
    </Card>
  );
}
