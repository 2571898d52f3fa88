import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  useCancelBookingAsOperatorMutation,
  useHoldBookingMutation,
  useOverrideBookingArrivalMutation,
  useReleaseBookingMutation,
  useResolveBookingDisputeMutation,
  useReviewBookingDisputeMutation,
} from "@/generated/ops";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import { type Deed, ReasonSheet } from "./reason-sheet";

/** What an operator may do with a booking in its state; each asks for a reason that is kept. */
export function StoryActions({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const [cancel] = useCancelBookingAsOperatorMutation();
  const [release] = useReleaseBookingMutation();
  const [arrive] = useOverrideBookingArrivalMutation();
  const [hold] = useHoldBookingMutation();
  const [review] = useReviewBookingDisputeMutation();
  const [resolve] = useResolveBookingDisputeMutation();
  const [chosen, setChosen] = useState<Deed>();
  const { id, status, stage } = booking;
  const deeds: (Deed & { allowed: boolean })[] = [
    {
      label: t("story.arrive"),
      allowed: stage === "en_route",
      run: (reason) => arrive({ id, bookingReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("story.release"),
      allowed: status === "confirmed",
      run: (reason) => release({ id, bookingReleaseIn: { reason } }).unwrap(),
    },
    {
      label: t("story.hold"),
      allowed: status === "in_progress",
      run: (reason) => hold({ id, bookingReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("story.review"),
      allowed: stage === "open",
      run: (reason) => review({ id, bookingReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("story.resolve_none"),
      allowed: status === "disputed",
      run: (reason) => resolve({ id, bookingResolveIn: { outcome: "no_refund", reason } }).unwrap(),
    },
    {
      label: t("story.resolve_full"),
      allowed: status === "disputed",
      run: (reason) => resolve({ id, bookingResolveIn: { outcome: "full_refund", reason } }).unwrap(),
    },
    {
      label: t("story.cancel"),
      danger: true,
      allowed: ["pending", "confirmed", "in_progress"].includes(status),
      run: (reason) => cancel({ id, bookingReasonIn: { reason } }).unwrap(),
    },
  ];
  const allowed = deeds.filter((deed) => deed.allowed);
  if (allowed.length === 0) return null;
  return (
    <Card component="section" aria-label={t("story.actions")}>
      <Typography variant="h2" sx={{ mb: 1 }}>
        {t("story.actions")}
      </Typography>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        {allowed.map((deed) => (
          <Button
            key={deed.label}
            variant="outlined"
            color={deed.danger ? "error" : "primary"}
            onClick={() => setChosen(deed)}
          >
            {deed.label}
          </Button>
        ))}
      </Box>
      {chosen && <ReasonSheet deed={chosen} refresh={refresh} onClose={() => setChosen(undefined)} />}
    </Card>
  );
}
