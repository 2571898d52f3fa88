import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { useParams } from "react-router";
import { type BookingStoryOut, useGetBookingMatchingQuery, useGetBookingStoryQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { StageChip } from "@/shared/visit/stage-chip";
import { Matching } from "./matching";
import { StoryActions } from "./story-actions";

const Timeline = styled("ol")(({ theme }) => ({
  listStyle: "none",
  margin: "8px 0 0",
  padding: 0,
  display: "grid",
  gap: 12,
  "& li": { borderInlineStart: `3px solid ${theme.vars?.palette.line}`, paddingInlineStart: 12 },
  "& small": { color: theme.vars?.palette.text.secondary, display: "block" },
}));

/** One booking's whole story, and what may be done with it. */
export function Story() {
  const { t, format } = useLanguage();
  const { id = "" } = useParams();
  const {
    currentData: story,
    error,
    refetch,
  } = useGetBookingStoryQuery({ id }, { pollingInterval: 8000, refetchOnMountOrArgChange: true });
  const matching = useGetBookingMatchingQuery(
    { id },
    { refetchOnMountOrArgChange: true, pollingInterval: 15_000 },
  );
  return (
    <Screen
      title={story ? format.pick(story.booking.service.name) : t("ops.bookings")}
      back="/ops/bookings"
      wide
      aside={story && <StageChip stage={story.booking.stage} />}
    >
      {story ? (
        <Box
          sx={{
            display: "grid",
            gap: 2,
            gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
            alignItems: "start",
          }}
        >
          <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
            <StoryActions booking={story.booking} refresh={() => void refetch()} />
            <Happened story={story} />
            {matching.data && <Matching matching={matching.data} />}
          </Box>
          <Facts story={story} />
        </Box>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={5} />
      )}
    </Screen>
  );
}

function Happened({ story }: { story: BookingStoryOut }) {
  const { t, format } = useLanguage();
  return (
    <Card component="section" aria-label={t("story.timeline")}>
      <Typography variant="h2">{t("story.timeline")}</Typography>
      <Timeline>
        {story.history.map((step) => (
          <li key={`${step.version}-${step.action}`}>
            <Ltr>
              {step.action}: {step.fromStage ? `${step.fromStage} → ` : ""}
              {step.toStage}
            </Ltr>
            <small>
              {format.dateTime(step.at)} · <Ltr>{step.by}</Ltr>
              {step.reason && (
                <>
                  {" · "}
                  <bdi>{step.reason}</bdi>
                </>
              )}
            </small>
          </li>
        ))}
      </Timeline>
    </Card>
  );
}

function Facts({ story: { booking, estimates, changeOrders } }: { story: BookingStoryOut }) {
  const { t, format } = useLanguage();
  const { address, customer, provider } = booking;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      <Card>
        <Typography variant="body2" color="text.secondary">
          <Ltr>{booking.number}</Ltr> · {format.dateTime(booking.startsAt)}
        </Typography>
        <PriceLines lines={booking.price.lines} total={booking.price.total} />
        <Typography variant="body2" color="text.secondary">
          {t(`pay.${booking.paymentMethod}`)} · <Ltr>{booking.paymentStatus}</Ltr>
        </Typography>
      </Card>
      {customer && (
        <Card>
          <Typography variant="h3">{t("story.customer")}</Typography>
          <Typography>
            <bdi>
              {customer.firstName} {customer.lastName}
            </bdi>
          </Typography>
          {customer.phone && (
            <a href={`tel:${customer.phone}`}>
              <Ltr>{customer.phone}</Ltr>
            </a>
          )}
          {address && (
            <Typography dir="auto">
              {[address.street, address.building, address.district].filter(Boolean).join(format.comma)}
            </Typography>
          )}
        </Card>
      )}
      {provider && (
        <Card>
          <Typography variant="h3">{t("board.technician")}</Typography>
          <Typography>
            <bdi>{provider.displayName}</bdi>
          </Typography>
          {provider.phone && (
            <a href={`tel:${provider.phone}`}>
              <Ltr>{provider.phone}</Ltr>
            </a>
          )}
        </Card>
      )}
      {booking.dispute && (
        <Card sx={{ bgcolor: "soft.danger" }}>
          <Typography variant="h3">{t("story.dispute")}</Typography>
          <Typography dir="auto">{booking.dispute.reason}</Typography>
        </Card>
      )}
      {estimates.length + changeOrders.length > 0 && (
        <Card>
          <Typography variant="h3">{t("story.proposals")}</Typography>
          {estimates.map((one) => (
            <PriceLines key={one.id} lines={one.lines} total={one.total} totalLabel={one.state} />
          ))}
          {changeOrders.map((one) => (
            <PriceLines key={one.id} lines={one.lines} total={one.amount} totalLabel={one.state} />
          ))}
        </Card>
      )}
    </Box>
  );
}
