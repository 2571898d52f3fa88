import {
  type BookingOut,
  type DisputeEnding,
  type DisputeOutcome,
  useProposeDisputeSettlementAsOperatorMutation,
  useResolveBookingDisputeMutation,
  useReviewBookingDisputeMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { oneOf } from "../parts/filters";
import { poundsToPiastres } from "../parts/numbers";
import type { Answers, Deed } from "../parts/reason-sheet";

const ENDINGS: DisputeEnding[] = ["none", "re_service", "partial_refund", "full_refund"];
const OUTCOMES: DisputeOutcome[] = ["no_refund", "re_service", "partial_refund", "full_refund"];

const refundOf = (answers: Answers) => {
  const amount = poundsToPiastres(answers.refund ?? "");
  return answers.outcome === "partial_refund" && amount !== undefined
    ? ({ amount, currency: "EGP" } as const)
    : undefined;
};

/** What staff may do about a complaint: take it up, propose an end, decide. */
export function useDisputeDeeds({
  id,
  number,
  stage,
  status,
  customer,
  provider,
  price,
}: Pick<BookingOut, "id" | "number" | "stage" | "status" | "customer" | "provider" | "price">): Deed[] {
  const { t, format } = useLanguage();
  const [review] = useReviewBookingDisputeMutation();
  const [propose] = useProposeDisputeSettlementAsOperatorMutation();
  const [resolve] = useResolveBookingDisputeMutation();
  if (status !== "disputed") return [];
  const refund = {
    kind: "money",
    name: "refund",
    label: t("staff_dispute.refund"),
    shown: (answers: Answers) => answers.outcome === "partial_refund",
  } as const;
  const deeds: Deed[] = [
    {
      label: t("staff_dispute.propose"),
      text: t("staff_dispute.propose_text"),
      asks: [
        {
          kind: "choice",
          name: "outcome",
          label: t("staff_dispute.outcome"),
          options: ENDINGS.map((one) => [one, t(`ending.${one}`)]),
        },
        refund,
      ],
      run: (text, _, answers) =>
        propose({
          id,
          disputeProposalIn: {
            outcome: oneOf(ENDINGS, answers.outcome) ?? "none",
            refund: refundOf(answers),
            text,
          },
        }).unwrap(),
    },
    {
      label: t("staff_dispute.resolve"),
      text: t("staff_dispute.resolve_text"),
      longest: 2000,
      asks: [
        {
          kind: "choice",
          name: "outcome",
          label: t("staff_dispute.outcome"),
          options: OUTCOMES.map((one) => [one, t(`ending.${one}`)]),
        },
        refund,
      ],
      sure: (reason, answers) => {
        const outcome = oneOf(OUTCOMES, answers.outcome) ?? "no_refund";
        const back = outcome === "full_refund" ? price.total : refundOf(answers);
        return {
          what: t(`ending.${outcome}`),
          amount: back && format.money(back),
          facts: [
            [t("story.customer"), customer ? `${customer.firstName} ${customer.lastName}` : undefined],
            [t("board.technician"), provider?.displayName],
            [t("board.number"), number],
            [t("story.reason"), reason],
          ],
        };
      },
      run: (reason, _, answers) =>
        resolve({
          id,
          bookingResolveIn: {
            outcome: oneOf(OUTCOMES, answers.outcome) ?? "no_refund",
            refund: refundOf(answers),
            reason,
          },
        }).unwrap(),
    },
  ];
  if (stage === "open") {
    deeds.unshift({
      label: t("story.review"),
      run: (reason) => review({ id, bookingReasonIn: { reason } }).unwrap(),
    });
  }
  return deeds;
}
