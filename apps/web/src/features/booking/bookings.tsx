import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { ClipboardList } from "lucide-react";
import { Link } from "react-router";
import { type PageBookingItemOut, useListBookingsQuery, visitApi } from "@/generated/visit";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { StageChip } from "@/shared/visit/stage-chip";
import { VisitLink } from "@/shared/visit/visit-link";

type BookingItemOut = PageBookingItemOut["items"][number];

const OVER = ["completed", "cancelled"];

const ASKED = { limit: 50 };

export default function Bookings() {
  const { t } = useLanguage();
  const { data, error, refetch } = useListBookingsQuery(ASKED, {
    pollingInterval: 15_000,
    refetchOnMountOrArgChange: true,
  });
  const list = useMore(visitApi.endpoints.listBookings, ASKED, data, (one) => one.id);
  return (
    <Screen title={t("visit.list")}>
      {data ? (
        <>
          <Lists items={list.items} />
          <More list={list} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={4} />
      )}
    </Screen>
  );
}

function Lists({ items }: { items: BookingItemOut[] }) {
  const { t } = useLanguage();
  if (items.length === 0) {
    const order = (
      <Button component={Link} to="/" variant="contained" size="large">
        {t("visit.order")}
      </Button>
    );
    return (
      <Message icon={ClipboardList} title={t("visit.none")} text={t("visit.none_text")} action={order} />
    );
  }
  const groups = [
    { title: t("visit.active"), items: items.filter((one) => !OVER.includes(one.status)) },
    { title: t("visit.past"), items: items.filter((one) => OVER.includes(one.status)) },
  ];
  return groups
    .filter((group) => group.items.length > 0)
    .map(({ title, items }) => (
      <Box component="section" key={title} sx={{ display: "grid", gap: 1.25 }}>
        <Typography variant="h3" component="h2" color="text.secondary">
          {title}
        </Typography>
        {items.map((item) => (
          <BookingCard key={item.id} item={item} />
        ))}
      </Box>
    ));
}

function BookingCard({ item }: { item: BookingItemOut }) {
  const { t, format } = useLanguage();
  return (
    <VisitLink to={`/bookings/${item.id}`}>
      <span className="row">
        <Typography variant="h3" component="span">
          {format.pick(item.serviceName)}
        </Typography>
        <StageChip stage={item.stage} />
      </span>
      <Typography component="span" color="text.secondary">
        {item.instant && !OVER.includes(item.status) ? t("visit.now") : format.dateTime(item.startsAt)} ·{" "}
        {format.pick(item.district)}
      </Typography>
      <span className="row">
        <Typography component="span" color="text.secondary">
          <bdi>{item.providerName ?? ""}</bdi>
        </Typography>
        {/* What was cancelled was not paid; a fee, if there is one, stands in the booking. */}
        {item.status !== "cancelled" && (
          <Typography component="span" sx={{ fontWeight: 750 }}>
            {format.money(item.total)}
          </Typography>
        )}
      </span>
    </VisitLink>
  );
}
