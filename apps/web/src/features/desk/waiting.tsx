import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useWithdrawChangeOrderMutation, useWithdrawEstimateMutation } from "@/generated/desk";
import { type BookingOut, useListChangeOrdersQuery, useListEstimatesQuery } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useOnline } from "@/shared/lib/use-now";
import { type Line, PriceLines } from "@/shared/ui/price-lines";
import { draftOf, keepDraft } from "./proposal";

/** What the customer is asked to approve, and the way to take it back and write it anew. */
export function Waiting({ job, refresh }: { job: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const { id } = job;
  const online = useOnline();
  // What still waits on the phone is not there to be taken back.
  const options = { skip: job.stage !== "awaiting_approval", refetchOnMountOrArgChange: true };
  const estimates = useListEstimatesQuery({ id }, options);
  const orders = useListChangeOrdersQuery({ id }, options);
  const [withdrawEstimate] = useWithdrawEstimateMutation();
  const [withdrawOrder] = useWithdrawChangeOrderMutation();
  const { act, busy } = useAction(refresh);
  const waits = (one: { state: string }) => one.state === "proposed";
  const estimate = estimates.data?.items.find(waits);
  const order = orders.data?.items.find(waits);
  const lines = (estimate ?? order)?.lines;
  // As the customer sees it: with an estimate all that will be paid, with what was agreed before.
  const total = estimate?.total ?? order?.amount;
  const before: Line[] = estimate ? job.price.lines : [];
  const credit = estimate?.inspectionCredit;
  const credited: Line[] = credit?.amount
    ? [{ name: t("offer.credit"), amount: { ...credit, amount: -credit.amount } }]
    : [];
  const withdraw = () =>
    act(async () => {
      if (estimate) {
        // Kept first: should the answer be lost, the inspection goes on with what was written.
        keepDraft("estimate", id, draftOf(estimate));
        await takeBack(withdrawEstimate({ id, estimateId: estimate.id, bookingMoveIn: {} }).unwrap());
      } else if (order) {
        await takeBack(withdrawOrder({ id, changeOrderId: order.id, bookingMoveIn: {} }).unwrap());
        keepDraft("change", id, { ...draftOf(order), open: true });
      }
    }, t("job.withdrawn"));
  return (
    <Box sx={{ display: "grid", gap: 1.25 }}>
      <Alert severity="info">{t("job.waiting")}</Alert>
      {lines && total && (
        <>
          <PriceLines
            lines={[
              ...lines.map(({ name, quantity, amount }) => ({ name, quantity, amount })),
              ...before,
              ...credited,
            ]}
            total={total}
          />
          <Button
            variant="outlined"
            size="large"
            loading={busy}
            disabled={!online}
            onClick={() => void withdraw()}
          >
            {t("job.withdraw")}
          </Button>
          {!online && <Typography color="text.secondary">{t("job.withdraw_offline")}</Typography>}
        </>
      )}
    </Box>
  );
}

/** Taken back by an earlier tap whose answer was lost is taken back. */
const takeBack = (asked: Promise<unknown>) =>
  asked.catch((error: unknown) => {
    if (asProblem(error)?.code !== "booking.proposal_withdrawn") throw error;
  });
