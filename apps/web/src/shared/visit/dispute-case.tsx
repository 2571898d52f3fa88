import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
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
  useProposeDisputeSettlementMutation,
} from "@/generated/care";
import type { BookingOut, DisputeEnding } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { piastresOf } from "@/shared/format/pounds";
import { useLanguage } from "@/shared/i18n/provider";
import { textDirection } from "@/shared/lib/text-direction";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { useNow } from "@/shared/lib/use-now";
import { Photo } from "@/shared/talk/attachment";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { EndingFields } from "@/shared/visit/ending-fields";
import { PhotoPicker, type Picture } from "@/shared/visit/photo-picker";

const POLL_MS = 15_000;
const WAYS = ["re_service", "partial_refund", "full_refund"] as const satisfies DisputeEnding[];

type Side = "customer" | "provider";

interface Props {
  booking: BookingOut;
  /** Who reads it. */
  side?: Side;
  refresh: () => void;
}

/** A complaint from its opening to its end: what both sides showed, and ways to settle it. */
export function DisputeCase({ booking, side = "customer", refresh }: Props) {
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
  const theirs = side === "provider";
  const open = data.proposals.filter((one) => one.state === "open");
  const agreed = theirs ? "providerAcceptedAt" : "customerAcceptedAt";
  const mine = open.find((one) => one.by === side);
  return (
    <Card
      sx={{ display: "grid", gap: 2 }}
      component="section"
      aria-label={t(theirs ? "case.title_theirs" : "case.title")}
      data-testid="case"
    >
      <Typography variant="h2">{t(theirs ? "case.title_theirs" : "case.title")}</Typography>
      <Alert severity={decided ? "success" : "info"}>{standing(data)}</Alert>
      {theirs && <Wanted dispute={data} />}
      {mine && theirs && <OwnProposal proposal={mine} />}
      {open
        .filter((one) => one.by !== side && !one[agreed])
        .map((one) => (
          <Proposal key={one.id} bookingId={booking.id} proposal={one} side={side} after={after} />
        ))}
      <Box component="ol" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1.5 }}>
        {data.evidence.map((one) => (
          <Evidence key={one.id} bookingId={booking.id} evidence={one} side={side} />
        ))}
      </Box>
      {takes && <AddEvidence bookingId={booking.id} until={data.evidenceUntil} after={after} />}
      {theirs && !decided && !mine && <Propose booking={booking} after={after} />}
    </Card>
  );

  function standing(dispute: DisputeOut) {
    if (dispute.state === "decided") {
      const refund = booking.dispute?.refund;
      return refund && refund.amount > 0
        ? t(theirs ? "case.decided_refund_theirs" : "case.decided_refund", { amount: format.money(refund) })
        : t(dispute.outcome === "re_service" ? "case.decided_again" : "case.decided_none");
    }
    if (dispute.state === "evidence")
      return t("case.evidence", { time: format.dateTime(dispute.evidenceUntil) });
    if (dispute.state !== "proposal") return t("case.escalated");
    return t(theirs && mine ? "case.proposed" : "case.proposal");
  }
}

/** What it is about and what the customer asks for. */
function Wanted({ dispute }: { dispute: DisputeOut }) {
  const { t, format } = useLanguage();
  const { kind, wanted, wantedRefund } = dispute;
  return (
    <Box>
      {kind !== "stopped_by_staff" && (
        <Typography sx={{ fontWeight: 700 }}>{t(`dispute_kind.${kind}`)}</Typography>
      )}
      <Typography color="text.secondary">
        {t("case.wants")} {t(`dispute_ending.${WAYS.find((way) => way === wanted) ?? "none"}`)}
        {wantedRefund && ` · ${format.money(wantedRefund)}`}
      </Typography>
    </Box>
  );
}

interface EvidenceProps {
  bookingId: string;
  evidence: DisputeEvidenceOut;
  side: Side;
}

function Evidence({ bookingId, evidence, side }: EvidenceProps) {
  const { t, format } = useLanguage();
  const other = side === "customer" ? "case.technician" : "case.customer";
  return (
    <Box component="li" sx={{ borderInlineStart: 3, borderColor: "line", paddingInlineStart: 1.5 }}>
      <Typography variant="body2" color="text.secondary">
        {t(evidence.side === side ? "case.you" : other)} · {format.dateTime(evidence.at)}
      </Typography>
      <Typography dir={textDirection(evidence.text)}>{evidence.text}</Typography>
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

function useEnding(proposal: DisputeProposalOut, side: Side) {
  const { t, format } = useLanguage();
  if (proposal.refund)
    return t(side === "provider" ? "case.offer_refund_theirs" : "case.offer_refund", {
      amount: format.money(proposal.refund),
    });
  if (proposal.outcome === "full_refund") return t("dispute_ending.full_refund");
  return t(proposal.outcome === "re_service" ? "case.offer_again" : "case.offer_none");
}

const Framed = styled("div")(({ theme }) => ({
  border: `2px solid ${theme.vars?.palette.secondary.light}`,
  borderRadius: 16,
  padding: 16,
  display: "grid",
  gap: 8,
}));

/** One's own proposal, while the other side thinks. */
function OwnProposal({ proposal }: { proposal: DisputeProposalOut }) {
  const { t, format } = useLanguage();
  return (
    <Framed>
      <Typography variant="h3" component="h3">
        {t("case.from_you")}
      </Typography>
      <Typography sx={{ fontWeight: 750, fontSize: "1.1rem" }}>{useEnding(proposal, "provider")}</Typography>
      <Typography dir={textDirection(proposal.text)}>{proposal.text}</Typography>
      <Typography variant="body2" color="text.secondary">
        {t("case.answered_until", { time: format.dateTime(proposal.expiresAt) })}
      </Typography>
    </Framed>
  );
}

interface ProposalProps {
  bookingId: string;
  proposal: DisputeProposalOut;
  side: Side;
  after: () => void;
}

function Proposal({ bookingId, proposal, side, after }: ProposalProps) {
  const { t, format } = useLanguage();
  const [accept] = useAcceptDisputeProposalMutation();
  const [decline] = useDeclineDisputeProposalMutation();
  const { act, busy } = useAction(after);
  const body = { id: bookingId, proposalId: proposal.id, bookingMoveIn: {} };
  return (
    <Framed>
      <Typography variant="h3" component="h3">
        {t(proposal.by === "provider" ? "case.from_technician" : "case.from_staff")}
      </Typography>
      <Typography sx={{ fontWeight: 750, fontSize: "1.1rem" }}>{useEnding(proposal, side)}</Typography>
      <Typography dir={textDirection(proposal.text)}>{proposal.text}</Typography>
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
    </Framed>
  );
}

/** The technician offers a way out: the customer's yes ends it so. */
function Propose({ booking, after }: { booking: BookingOut; after: () => void }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const [{ outcome, pounds, text }, change, forget] = useKept(`propose.${booking.id}`, {
    outcome: "re_service" as DisputeEnding,
    pounds: "",
    text: "",
  });
  const [propose] = useProposeDisputeSettlementMutation();
  const { act, busy } = useAction(after);
  const partial = outcome === "partial_refund";
  const amount = partial ? piastresOf(pounds) : undefined;
  const send = async () => {
    const disputeProposalIn = {
      outcome,
      text: text.trim(),
      refund: amount ? { amount, currency: "EGP" as const } : undefined,
    };
    if (!(await act(() => propose({ id: booking.id, disputeProposalIn }).unwrap(), t("case.sent")))) return;
    forget();
    setOpen(false);
  };
  if (!open)
    return (
      <Button variant="contained" size="large" onClick={() => setOpen(true)}>
        {t("case.propose")}
      </Button>
    );
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <EndingFields
        label={t("case.propose")}
        endings={WAYS}
        chosen={outcome}
        onChoose={(way) => change({ outcome: way })}
        pounds={pounds}
        onPounds={(typed) => change({ pounds: typed })}
        wrongAmount={pounds !== "" && !amount ? t("dispute.amount_wrong") : undefined}
      />
      <TextField
        label={t("case.propose_text")}
        value={text}
        onChange={(event) => change({ text: event.target.value })}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
      />
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={!text.trim() || (partial && !amount)}
        onClick={() => void send()}
      >
        {t("case.propose_send")}
      </Button>
      <Button disabled={busy} onClick={() => setOpen(false)}>
        {t("act.back")}
      </Button>
    </Box>
  );
}
