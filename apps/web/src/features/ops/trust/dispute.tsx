import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { Link as RouterLink, useParams } from "react-router";
import { type DisputeOut, useGetBookingDisputeQuery } from "@/generated/care";
import { type BookingOut, useGetBookingStoryQuery } from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { Facts } from "../parts/facts";
import { useNamed } from "../parts/names";
import { may } from "../places";
import { Photo } from "../story/evidence";
import { useDisputeDeeds } from "./dispute-deeds";

/** One complaint: what both sides say and show, what was proposed, and the decision. */
export default function Dispute() {
  const { t } = useLanguage();
  const { id = "" } = useParams();
  const poll = { pollingInterval: 10_000, refetchOnMountOrArgChange: true };
  const dispute = useGetBookingDisputeQuery({ id }, poll);
  const story = useGetBookingStoryQuery({ id }, poll);
  const again = () => {
    void dispute.refetch();
    void story.refetch();
  };
  const error = dispute.error ?? story.error;
  return (
    <Screen
      title={t("staff_dispute.page")}
      back="/ops/disputes"
      wide
      aside={
        dispute.currentData && <Chip data-testid="talk" label={t(`talkstate.${dispute.currentData.state}`)} />
      }
    >
      {dispute.currentData && story.currentData ? (
        <Sheets dispute={dispute.currentData} booking={story.currentData.booking} refresh={again} />
      ) : error ? (
        <Failure error={error} onRetry={again} />
      ) : (
        <Loading rows={4} />
      )}
    </Screen>
  );
}

function Sheets({
  dispute,
  booking,
  refresh,
}: {
  dispute: DisputeOut;
  booking: BookingOut;
  refresh: () => void;
}) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const role = useUser()?.role;
  const deeds = useDisputeDeeds(booking);
  return (
    <>
      {may(role, "steer") && <Deeds deeds={deeds} refresh={refresh} />}
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 3fr) minmax(0, 2fr)" },
          alignItems: "start",
        }}
      >
        <Box sx={{ display: "grid", gap: 2, minWidth: 0 }}>
          <Card component="section" aria-label={t("staff_dispute.told")}>
            <Typography variant="h2">{t("staff_dispute.told")}</Typography>
            {dispute.evidence.map((one) => (
              <Box key={one.id} sx={{ borderTop: 1, borderColor: "line", py: 1.5 }}>
                <Typography variant="body2" color="text.secondary">
                  {named(`by.${one.side}`)} · {format.dateTime(one.at)}
                </Typography>
                <Typography dir="auto">{one.text}</Typography>
                {one.photoIds.length > 0 && (
                  <Box
                    sx={{
                      display: "grid",
                      gap: 1,
                      mt: 1,
                      gridTemplateColumns: "repeat(auto-fill, minmax(150px, 1fr))",
                    }}
                  >
                    {one.photoIds.map((photoId) => (
                      <Photo key={photoId} bookingId={booking.id} photo={{ id: photoId }} />
                    ))}
                  </Box>
                )}
              </Box>
            ))}
          </Card>
          <Card component="section" aria-label={t("staff_dispute.proposals")}>
            <Typography variant="h2">{t("staff_dispute.proposals")}</Typography>
            {dispute.proposals.length === 0 && (
              <Typography color="text.secondary">{t("staff_dispute.no_proposals")}</Typography>
            )}
            {dispute.proposals.map((one) => (
              <Box key={one.id} sx={{ borderTop: 1, borderColor: "line", py: 1.5 }}>
                <Box sx={{ display: "flex", gap: 1, alignItems: "center", flexWrap: "wrap" }}>
                  <strong>
                    {named(`ending.${one.outcome}`)}
                    {one.refund && ` · ${format.money(one.refund)}`}
                  </strong>
                  <Chip size="small" label={named(`proposal_state.${one.state}`)} />
                </Box>
                <Typography dir="auto">{one.text}</Typography>
                <Typography variant="body2" color="text.secondary">
                  {named(`by.${one.by}`)} · {format.dateTime(one.createdAt)} ·{" "}
                  {t("staff_dispute.answer_until", { time: format.dateTime(one.expiresAt) })}
                  {one.customerAcceptedAt && ` · ${t("staff_dispute.customer_yes")}`}
                  {one.providerAcceptedAt && ` · ${t("staff_dispute.provider_yes")}`}
                </Typography>
              </Box>
            ))}
          </Card>
        </Box>
        <Card>
          <Facts
            facts={[
              [
                t("live.to_booking"),
                <Link key="b" component={RouterLink} to={`/ops/bookings/${booking.id}`}>
                  <Ltr>{booking.number}</Ltr>
                </Link>,
              ],
              [t("board.service"), format.pick(booking.service.name)],
              [t("board.total"), format.money(booking.price.total)],
              [t("staff_dispute.about"), t(`staff_dispute_kind.${dispute.kind}`)],
              [t("staff_dispute.opened_by"), named(`by.${dispute.openedBy}`)],
              [
                t("staff_dispute.wanted"),
                `${named(`ending.${dispute.wanted}`)}${dispute.wantedRefund ? ` · ${format.money(dispute.wantedRefund)}` : ""}`,
              ],
              [t("staff_dispute.evidence_until"), format.dateTime(dispute.evidenceUntil)],
              [
                t("staff_dispute.outcome"),
                dispute.outcome &&
                  `${named(`ending.${dispute.outcome}`)}${booking.dispute?.refund ? ` · ${format.money(booking.dispute.refund)}` : ""}`,
              ],
              [t("staff_dispute.decided_by"), dispute.decidedBy && named(`decider.${dispute.decidedBy}`)],
            ]}
          />
        </Card>
      </Box>
    </>
  );
}
