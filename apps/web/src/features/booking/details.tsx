import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { textDirection } from "@/shared/lib/text-direction";
import { Parts } from "@/shared/ui/directional";
import { Card } from "@/shared/ui/surface";

const Facts = styled("dl")(({ theme }) => ({
  margin: "8px 0 0",
  display: "grid",
  gridTemplateColumns: "auto 1fr",
  gap: "8px 16px",
  "& dt": { color: theme.vars?.palette.text.secondary },
  "& dd": { margin: 0, overflowWrap: "anywhere" },
}));

/** What was ordered. */
export function Details({ booking }: { booking: BookingOut }) {
  const { t, format } = useLanguage();
  const { address } = booking;
  const where = address
    ? [address.street, address.building, address.district]
    : [format.pick(booking.place.district)];
  return (
    <Card component="section" aria-label={t("visit.details")}>
      <Typography variant="h3" component="h2">
        {t("visit.details")}
      </Typography>
      <Facts>
        <dt>{t("visit.when")}</dt>
        <dd>{format.dateTime(booking.startsAt)}</dd>
        <dt>{t("visit.where")}</dt>
        <dd>
          <Parts of={where} />
        </dd>
        <dt>{t("visit.pay")}</dt>
        <dd>{t(`pay.${booking.paymentMethod}`)}</dd>
        {booking.instructions && (
          <>
            <dt>{t("visit.notes")}</dt>
            <dd dir={textDirection(booking.instructions)}>{booking.instructions}</dd>
          </>
        )}
      </Facts>
    </Card>
  );
}
