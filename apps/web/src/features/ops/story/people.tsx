import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Link as RouterLink } from "react-router";
import { useListBookingWarrantyClaimsQuery } from "@/generated/care";
import type { BookingOut } from "@/generated/ops";
import { cairoDay, localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr, Parts } from "@/shared/ui/directional";
import { Card } from "@/shared/ui/surface";
import { Facts } from "../parts/facts";
import { useNamed } from "../parts/names";
import { FurtherWay, Way } from "../parts/way";

/** Who, where and when, beside everything else. */
export function People({ booking }: { booking: BookingOut }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { address, customer, provider, cancellation, times } = booking;
  // The day is said once, above; later days say theirs.
  const at = (moment: string) =>
    cairoDay(new Date(moment)) === cairoDay(new Date(booking.startsAt))
      ? format.time(moment)
      : format.dateTime(moment);
  const phone = (number: string | null | undefined) =>
    number ? (
      <Link href={`tel:${number}`}>
        <Ltr>{localPhone(number)}</Ltr>
      </Link>
    ) : undefined;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      {cancellation && (
        <Card sx={{ bgcolor: "soft.danger" }}>
          <Typography variant="h3">{t("story.cancelled")}</Typography>
          <Typography>{named(`rule.${cancellation.rule}`)}</Typography>
          <Typography variant="body2">
            {named(`verdict.${cancellation.verdict}`)} · {t("story.fee")} {format.money(cancellation.fee)}
          </Typography>
        </Card>
      )}
      {booking.dispute && (
        <Card sx={{ bgcolor: "soft.danger" }}>
          <Typography variant="h3">{t("story.dispute")}</Typography>
          <Typography dir="auto">{booking.dispute.reason}</Typography>
          <Link component={RouterLink} to={`/ops/disputes/${booking.id}`}>
            {t("story.to_dispute")}
          </Link>
        </Card>
      )}
      {customer && (
        <Card>
          <Typography variant="h3" sx={{ mb: 1 }}>
            {t("story.customer")}
          </Typography>
          <Way to={`/ops/accounts/${customer.id}`}>
            <bdi>
              {customer.firstName} {customer.lastName}
            </bdi>
          </Way>
          <div>{phone(customer.phone)}</div>
          <FurtherWay to={`/ops/moves?move=wallet&whom=${customer.id}`}>{t("story.wallet")}</FurtherWay>
          {address && (
            <Typography variant="body2" sx={{ mt: 1 }}>
              <Parts
                of={[
                  address.street,
                  address.building,
                  address.floor && t("story.floor", { floor: address.floor }),
                  address.apartment && t("story.apartment", { apartment: address.apartment }),
                  address.landmark,
                ]}
              />
            </Typography>
          )}
          {booking.instructions && (
            <Typography variant="body2" color="text.secondary">
              <bdi>{booking.instructions}</bdi>
            </Typography>
          )}
        </Card>
      )}
      {provider && (
        <Card>
          <Typography variant="h3" sx={{ mb: 1 }}>
            {t("board.technician")}
          </Typography>
          <Way to={`/ops/technicians/${provider.id}`}>
            <bdi>{provider.displayName}</bdi>
          </Way>
          <div>{phone(provider.phone)}</div>
          <FurtherWay to={`/ops/moves?move=payout&whom=${provider.id}`}>{t("tech.pay_out")}</FurtherWay>
          {provider.ratingMilli != null && (
            <Typography variant="body2" color="text.secondary">
              ★ {format.stars(provider.ratingMilli)} ({format.number(provider.ratings)})
            </Typography>
          )}
        </Card>
      )}
      {booking.status === "completed" && <Claims bookingId={booking.id} />}
      <Card>
        <Typography variant="h3" sx={{ mb: 1 }}>
          {t("story.times")}
        </Typography>
        <Facts
          facts={[
            [t("time.ordered"), at(booking.createdAt)],
            [t("time.confirmed"), times.confirmedAt && at(times.confirmedAt)],
            [t("time.en_route"), times.enRouteAt && at(times.enRouteAt)],
            [
              t("time.arrived"),
              times.arrivedAt &&
                `${at(times.arrivedAt)}${times.arrivedBy ? ` (${named(`arrivedby.${times.arrivedBy}`)})` : ""}`,
            ],
            [t("time.started"), times.startedAt && at(times.startedAt)],
            [t("time.ended"), times.endedAt && at(times.endedAt)],
            [t("time.work_confirmed"), times.workConfirmedAt && at(times.workConfirmedAt)],
            [t("time.money"), times.moneySettledAt && at(times.moneySettledAt)],
          ]}
        />
      </Card>
    </Box>
  );
}

/** What did not hold of this work. */
function Claims({ bookingId }: { bookingId: string }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { data } = useListBookingWarrantyClaimsQuery({ id: bookingId });
  if (!data || data.items.length === 0) return null;
  return (
    <Card sx={{ bgcolor: "soft.amber" }}>
      <Typography variant="h3">{t("ops.warranty")}</Typography>
      {data.items.map((one) => (
        <Typography key={one.id} variant="body2">
          {format.dateTime(one.createdAt)} · {named(`claim.${one.state}`)} · <bdi>{one.fault}</bdi>
        </Typography>
      ))}
      <Link component={RouterLink} to="/ops/warranty">
        {t("story.to_claims")}
      </Link>
    </Card>
  );
}
