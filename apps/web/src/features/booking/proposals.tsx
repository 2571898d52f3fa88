import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { Money } from "@/generated/guest";
import {
  type BookingOut,
  type ProposalLineOut,
  useApproveChangeOrderMutation,
  useApproveEstimateMutation,
  useDeclineChangeOrderMutation,
  useDeclineEstimateMutation,
  useListChangeOrdersQuery,
  useListEstimatesQuery,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { type Line, PriceLines } from "@/shared/ui/price-lines";
import { Card } from "@/shared/ui/surface";

const WITH_PROPOSALS = ["inspecting", "awaiting_approval", "working", "paused"];

/** Prices that the technician proposes on site; nothing counts before a tap here. */
export function Proposals({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const { id } = booking;
  const options = { skip: !WITH_PROPOSALS.includes(booking.stage), pollingInterval: 4000 };
  const estimates = useListEstimatesQuery({ id }, options);
  const orders = useListChangeOrdersQuery({ id }, options);
  const [approveEstimate] = useApproveEstimateMutation();
  const [declineEstimate] = useDeclineEstimateMutation();
  const [approveOrder] = useApproveChangeOrderMutation();
  const [declineOrder] = useDeclineChangeOrderMutation();
  if (booking.stage !== "awaiting_approval") return null;
  const after = () => {
    refresh();
    void estimates.refetch();
    void orders.refetch();
  };
  const open = (one: { state: string }) =>
    one.state === "proposed" || one.state === "open" || one.state === "pending";
  return (
    <>
      {estimates.data?.items.filter(open).map((one) => (
        <Proposal
          key={one.id}
          title={t("offer.estimate")}
          note={one.note}
          lines={one.lines}
          credit={one.inspectionCredit}
          total={one.total}
          warning={t("offer.decline_estimate")}
          after={after}
          approve={() => approveEstimate({ id, estimateId: one.id, bookingMoveIn: {} }).unwrap()}
          decline={() => declineEstimate({ id, estimateId: one.id, bookingMoveIn: {} }).unwrap()}
        />
      ))}
      {orders.data?.items.filter(open).map((one) => (
        <Proposal
          key={one.id}
          title={t("offer.change")}
          note={one.note}
          lines={one.lines}
          total={one.amount}
          after={after}
          approve={() => approveOrder({ id, changeOrderId: one.id, bookingMoveIn: {} }).unwrap()}
          decline={() => declineOrder({ id, changeOrderId: one.id, bookingMoveIn: {} }).unwrap()}
        />
      ))}
    </>
  );
}

interface ProposalProps {
  title: string;
  note?: string | null;
  lines: ProposalLineOut[];
  credit?: Money;
  total: Money;
  /** What declining means, when it ends the visit. */
  warning?: string;
  approve: () => Promise<unknown>;
  decline: () => Promise<unknown>;
  after: () => void;
}

function Proposal({ title, note, lines, credit, total, warning, approve, decline, after }: ProposalProps) {
  const { t, format } = useLanguage();
  const { act, busy } = useAction(after);
  const [declining, setDeclining] = useState(false);
  const shown: Line[] = lines.map(({ name, amount, quantity, kind }) => ({
    name: kind === "parts" ? `${name} (${t("offer.part")})` : name,
    amount,
    quantity,
  }));
  if (credit && credit.amount > 0)
    shown.push({ name: t("offer.credit"), amount: { ...credit, amount: -credit.amount } });
  return (
    <Card sx={{ borderColor: "secondary.light", borderWidth: 2 }} component="section" aria-label={title}>
      <Typography variant="h2">{title}</Typography>
      {note && (
        <Typography color="text.secondary">
          {t("offer.note")}: <bdi>{note}</bdi>
        </Typography>
      )}
      <PriceLines lines={shown} total={total} />
      {declining && warning ? (
        <>
          <Alert severity="warning" sx={{ mb: 1.5 }}>
            {warning}
          </Alert>
          <Button
            variant="outlined"
            color="error"
            fullWidth
            size="large"
            loading={busy}
            onClick={() => void act(decline)}
          >
            {t("offer.decline_sure")}
          </Button>
          <Button variant="text" fullWidth onClick={() => setDeclining(false)}>
            {t("act.cancel")}
          </Button>
        </>
      ) : (
        <>
          <Button
            variant="contained"
            fullWidth
            size="large"
            loading={busy}
            onClick={() => void act(approve, t("offer.approved"))}
          >
            {t("offer.approve", { total: format.money(total) })}
          </Button>
          <Button
            variant="text"
            color="error"
            fullWidth
            disabled={busy}
            onClick={() => (warning ? setDeclining(true) : void act(decline, t("offer.declined")))}
          >
            {t("offer.decline")}
          </Button>
        </>
      )}
    </Card>
  );
}
