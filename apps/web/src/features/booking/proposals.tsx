import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useEffect, useRef, useState } from "react";
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
import { newId } from "@/shared/lib/id";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { type Line, PriceLines } from "@/shared/ui/price-lines";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { askInTalk } from "./ask-without";
import { ProposalLines } from "./proposal-lines";

/** Of one proposal: what is not wanted, what was asked for without, and the message that is on its way. */
const NOTHING = { without: [] as number[], asked: "", message: "" };
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
  const isAsked = booking.stage === "awaiting_approval";
  const refetch = [estimates.refetch, orders.refetch];
  const again = useRef(refetch);
  again.current = refetch;
  // What is to be approved is there at once, not with the next look.
  useEffect(() => {
    if (isAsked) for (const ask of again.current) void ask();
  }, [isAsked]);
  if (!isAsked) {
    const taken = withdrawn(booking.stage, estimates.data?.items, orders.data?.items);
    return taken && <Alert severity="info">{t(taken)}</Alert>;
  }
  const failed = [estimates, orders].filter(({ data, error }) => !data && error);
  if (failed[0])
    return (
      <Card sx={{ borderColor: "secondary.light", borderWidth: 2 }}>
        <Failure error={failed[0].error} onRetry={() => failed.forEach((one) => void one.refetch())} />
      </Card>
    );
  if (!estimates.data || !orders.data) return <Loading rows={1} height={220} />;
  const after = () => {
    refresh();
    void estimates.refetch();
    void orders.refetch();
  };
  const open = (one: { state: string }) =>
    one.state === "proposed" || one.state === "open" || one.state === "pending";
  const openEstimates = estimates.data.items.filter(open);
  const openOrders = orders.data.items.filter(open);
  if (openEstimates.length + openOrders.length === 0) return <Loading rows={1} height={220} />;
  return (
    <>
      {openEstimates.map((one) => (
        <Proposal
          key={one.id}
          bookingId={id}
          proposalId={one.id}
          title={t("offer.estimate")}
          note={one.note}
          lines={one.lines}
          agreed={booking.price.lines}
          credit={one.inspectionCredit}
          total={one.total}
          warning={t("offer.decline_estimate")}
          sure={t("offer.decline_sure")}
          after={after}
          approve={() => approveEstimate({ id, estimateId: one.id, bookingMoveIn: {} }).unwrap()}
          decline={() => declineEstimate({ id, estimateId: one.id, bookingMoveIn: {} }).unwrap()}
        />
      ))}
      {openOrders.map((one) => (
        <Proposal
          key={one.id}
          bookingId={id}
          proposalId={one.id}
          title={t("offer.change")}
          note={one.note}
          lines={one.lines}
          total={one.amount}
          warning={t("offer.decline_change")}
          sure={t("offer.decline_change_sure")}
          after={after}
          approve={() => approveOrder({ id, changeOrderId: one.id, bookingMoveIn: {} }).unwrap()}
          decline={() => declineOrder({ id, changeOrderId: one.id, bookingMoveIn: {} }).unwrap()}
        />
      ))}
    </>
  );
}

/** What to say of a proposal that the technician took back, until there is another one. */
function withdrawn(
  stage: BookingOut["stage"],
  estimates: { state: string }[] = [],
  orders: { state: string }[] = [],
): "offer.withdrawn" | "offer.withdrawn_change" | null {
  if (stage === "inspecting" && estimates.at(-1)?.state === "withdrawn") return "offer.withdrawn";
  if (stage === "working" && orders.at(-1)?.state === "withdrawn") return "offer.withdrawn_change";
  return null;
}

interface ProposalProps {
  bookingId: string;
  proposalId: string;
  title: string;
  note?: string | null;
  lines: ProposalLineOut[];
  /** What is paid besides, and what is credited of it: with them the lines come to the total. */
  agreed?: Line[];
  credit?: Money;
  total: Money;
  /** What declining means, and the button that does it all the same. */
  warning: string;
  sure: string;
  approve: () => Promise<unknown>;
  decline: () => Promise<unknown>;
  after: () => void;
}

/** One price to decide about: all of it is approved or declined; without some lines it is another price. */
function Proposal(props: ProposalProps) {
  const { bookingId, title, note, lines, agreed = [], credit, total, warning, approve, decline } = props;
  const { t, format } = useLanguage();
  const { act, busy } = useAction(props.after);
  const [declining, setDeclining] = useState(false);
  const [{ without, asked, message }, change] = useKept(`proposal.${props.proposalId}`, NOTHING);
  const credited: Line[] =
    credit && credit.amount > 0
      ? [{ name: t("offer.credit"), amount: { ...credit, amount: -credit.amount } }]
      : [];
  const askWithout = () => {
    const named = without.map((n) => lines[n]?.name).join(format.comma);
    // Kept before it is sent: a second tap after a failure or a reload says the same message.
    const id = message || newId();
    change({ message: id });
    return act(async () => {
      await askInTalk(bookingId, id, t("offer.without_text", { lines: named }), t("offer.no_talk"));
      change({ asked: without.join(), message: "" });
    });
  };
  return (
    <Card sx={{ borderColor: "secondary.light", borderWidth: 2 }} component="section" aria-label={title}>
      <Typography variant="h2">{title}</Typography>
      {note && (
        <Typography color="text.secondary">
          {t("offer.note")}: <bdi>{note}</bdi>
        </Typography>
      )}
      <ProposalLines
        bookingId={bookingId}
        lines={lines}
        without={without}
        onChange={(next) => change({ without: next, message: "" })}
      />
      <PriceLines lines={[...agreed, ...credited]} above={lines.map(({ amount }) => amount)} total={total} />
      {without.length > 0 && asked === without.join() && (
        <Alert severity="success" sx={{ mb: 1.5 }}>
          {t("offer.asked")}
        </Alert>
      )}
      {declining ? (
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
            onClick={() => void act(decline, t("offer.declined")).then((done) => done && setDeclining(false))}
          >
            {props.sure}
          </Button>
          <Button variant="text" fullWidth onClick={() => setDeclining(false)}>
            {t("act.cancel")}
          </Button>
        </>
      ) : (
        <>
          {without.length === 0 ? (
            <Button
              variant="contained"
              fullWidth
              size="large"
              loading={busy}
              onClick={() => void act(approve, t("offer.approved"))}
            >
              {t("offer.approve", { total: format.money(total) })}
            </Button>
          ) : (
            // Without all of them is declining, which has its own button.
            without.length < lines.length &&
            asked !== without.join() && (
              <Button
                variant="contained"
                fullWidth
                size="large"
                loading={busy}
                onClick={() => void askWithout()}
              >
                {t("offer.without", { count: without.length })}
              </Button>
            )
          )}
          <Button variant="text" color="error" fullWidth disabled={busy} onClick={() => setDeclining(true)}>
            {t("offer.decline")}
          </Button>
        </>
      )}
    </Card>
  );
}
