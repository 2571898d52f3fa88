import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  type DisputeEvidenceOut,
  type DisputeOut,
  type DisputeProposalOut,
  useAcceptDisputeProposalMutation,
  useAddDisputeEvidenceMutation,
  useDeclineDisputeProposalMutation,
  useGetBookingDisputeQuery,
} from "@/generated/care";
import type { BookingOut } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { useNow } from "@/shared/lib/use-now";
import { Photo } from "@/shared/talk/attachment";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { PhotoPicker, type Picture } from "@/shared/visit/photo-picker";

const POLL_MS = 15_000;

/** A complaint from its opening to its end: what both sides showed, and ways to settle it. */
export function DisputeCase({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const now = useNow(30_000);
  const { data, error, refetch } = useGetBookingDisputeQuery(
    { id: booking.id },
    { pollingInterval: POLL_MS, refetchOnMountOrArgChange: true },
  );
  const after = () => {
    void refetch();
    refresh();
  };
  if (asProblem(error)?.status === 404) return null;
  if (!data) return error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={1} height={180} />;
  const decided = data.state === "decided";
  const takes = !decided && Date.parse(data.evidenceUntil) > now;
  const open = data.proposals.filter((one) => one.state === "open" && !one.customerAcceptedAt);
  return (
    <Card
      sx={{ display: "grid", gap: 2 }}
      component="section"
      aria-label={t("case.title")}
      data-testid="case"
    >
      <Typography variant="h2">{t("case.title")}</Typography>
      <Alert severity={decided ? "success" : "info"}>{standing(data)}</Alert>
      {open.map((one) => (
        <Proposal key={one.id} bookingId={booking.id} proposal={one} after={after} />
      ))}
      <Box component="ol" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1.5 }}>
        {data.evidence.map((one) => (
          <Evidence key={one.id} bookingId={booking.id} evidence={one} />
        ))}
      </Box>
      {takes && <AddEvidence bookingId={booking.id} until={data.evidenceUntil} after={after} />}
    </Card>
  );

  function standing(dispute: DisputeOut) {
    if (dispute.state === "decided") {
      const refund = booking.dispute?.refund;
      return refund && refund.amount > 0
        ? t("case.decided_refund", { amount: format.money(refund) })
        : t(dispute.outcome === "re_service" ? "case.decided_again" : "case.decided_none");
    }
    if (dispute.state === "evidence")
      return t("case.evidence", { time: format.dateTime(dispute.evidenceUntil) });
    return t(dispute.state === "proposal" ? "case.proposal" : "case.escalated");
  }
}

function Evidence({ bookingId, evidence }: { bookingId: string; evidence: DisputeEvidenceOut }) {
  const { t, format } = useLanguage();
  return (
    <Box component="li" sx={{ borderInlineStart: 3, borderColor: "line", paddingInlineStart: 1.5 }}>
      <Typography variant="body2" color="text.secondary">
        {t(evidence.side === "customer" ? "case.you" : "case.technician")} · {format.dateTime(evidence.at)}
      </Typography>
      <Typography dir="auto">{evidence.text}</Typography>
      {evidence.photoIds.length > 0 && (
        <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", mt: 1 }}>
          {evidence.photoIds.map((id) => (
            <Photo key={id} url={`/api/v1/bookings/${bookingId}/photos/${id}`} />
          ))}
        </Box>
      )}
    </Box>
  );
}

function AddEvidence({ bookingId, until, after }: { bookingId: string; until: string; after: () => void }) {
  const { t, format } = useLanguage();
  const [{ text }, change, forget] = useKept(`evidence.${bookingId}`, { text: "" });
  const [pictures, setPictures] = useState<Picture[]>([]);
  const [add] = useAddDisputeEvidenceMutation();
  const { act, busy } = useAction(after);
  const send = async () => {
    const disputeEvidenceIn = { text: text.trim(), photoIds: pictures.map((one) => one.id) };
    if (!(await act(() => add({ id: bookingId, disputeEvidenceIn }).unwrap(), t("case.added")))) return;
    forget();
    setPictures([]);
  };
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <TextField
        label={t("case.add")}
        helperText={t("case.until", { time: format.dateTime(until) })}
        value={text}
        onChange={(event) => change({ text: event.target.value })}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 2000, dir: "auto" } }}
      />
      <PhotoPicker bookingId={bookingId} purpose="dispute" pictures={pictures} onChange={setPictures} />
      <Button variant="outlined" loading={busy} disabled={!text.trim()} onClick={() => void send()}>
        {t("case.send")}
      </Button>
    </Box>
  );
}

function Proposal({
  bookingId,
  proposal,
  after,
}: {
  bookingId: string;
  proposal: DisputeProposalOut;
  after: () => void;
}) {
  const { t, format } = useLanguage();
  const [accept] = useAcceptDisputeProposalMutation();
  const [decline] = useDeclineDisputeProposalMutation();
  const { act, busy } = useAction(after);
  const body = { id: bookingId, proposalId: proposal.id, bookingMoveIn: {} };
  const what = proposal.refund
    ? t("case.offer_refund", { amount: format.money(proposal.refund) })
    : t(proposal.outcome === "re_service" ? "case.offer_again" : "case.offer_none");
  return (
    <Box
      sx={{ border: 2, borderColor: "secondary.light", borderRadius: "16px", p: 2, display: "grid", gap: 1 }}
    >
      <Typography variant="h3" component="h3">
        {t(proposal.by === "provider" ? "case.from_technician" : "case.from_staff")}
      </Typography>
      <Typography sx={{ fontWeight: 750, fontSize: "1.1rem" }}>{what}</Typography>
      <Typography dir="auto">{proposal.text}</Typography>
      <Typography variant="body2" color="text.secondary">
        {t("case.answer_until", { time: format.dateTime(proposal.expiresAt) })}
      </Typography>
      <Button
        variant="contained"
        size="large"
        loading={busy}
        onClick={() => void act(() => accept(body).unwrap(), t("case.accepted"))}
      >
        {t("case.accept")}
      </Button>
      <Button
        color="error"
        disabled={busy}
        onClick={() => void act(() => decline(body).unwrap(), t("case.declined"))}
      >
        {t("case.decline")}
      </Button>
    </Box>
  );
}
