import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { useState } from "react";
import {
  type BookingMatchingOut,
  type BookingOut,
  type BookingWarningOut,
  useAssignBookingMutation,
  useCancelBookingAsOperatorMutation,
  useHoldBookingMutation,
  useOverrideBookingArrivalMutation,
  useReleaseBookingMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Deeds } from "../parts/deeds";
import type { Deed } from "../parts/reason-sheet";
import { may } from "../places";
import { useDisputeDeeds } from "../trust/dispute-deeds";
import { assignable } from "./assignable";

/** What an operator may do with a booking in its state; each asks for a reason that is kept. */
export function StoryActions({
  booking,
  matching,
  refresh,
}: {
  booking: BookingOut;
  matching: BookingMatchingOut | undefined;
  refresh: () => void;
}) {
  const { t, format } = useLanguage();
  const role = useUser()?.role;
  const [assign] = useAssignBookingMutation();
  const [cancel] = useCancelBookingAsOperatorMutation();
  const [release] = useReleaseBookingMutation();
  const [arrive] = useOverrideBookingArrivalMutation();
  const [hold] = useHoldBookingMutation();
  const [warnings, setWarnings] = useState<BookingWarningOut[]>([]);
  const disputes = useDisputeDeeds(booking);
  const { id, status, stage } = booking;
  const canAssign = stage === "searching" || stage === "offered";
  const deeds: (Deed & { allowed: boolean })[] = [
    {
      label: t("story.assign"),
      text: t("story.assign_text"),
      allowed: canAssign,
      asks: [
        {
          kind: "technician",
          name: "provider",
          label: t("board.technician"),
          first: assignable(matching, (note) => format.pick(note)),
        },
      ],
      run: async (reason, _, { provider = "" }) => {
        const done = await assign({ id, bookingAssignIn: { providerId: provider, reason } }).unwrap();
        setWarnings(done.warnings);
      },
    },
    {
      label: t("story.arrive"),
      text: t("story.arrive_text"),
      allowed: stage === "en_route",
      run: (reason) => arrive({ id, bookingReasonIn: { reason } }).unwrap(),
    },
    {
      label: t("story.release"),
      text: t("story.release_text"),
      allowed: status === "confirmed",
      asks: [{ kind: "flag", name: "fault", label: t("story.release_fault") }],
      run: (reason, _, { fault }) =>
        release({ id, bookingReleaseIn: { reason, providerAtFault: fault === "yes" } }).unwrap(),
    },
    {
      label: t("story.hold"),
      text: t("story.hold_text"),
      allowed: status === "in_progress",
      run: (reason) => hold({ id, bookingReasonIn: { reason } }).unwrap(),
    },
    ...disputes.map((deed) => ({ ...deed, allowed: true })),
    {
      label: t("story.cancel"),
      text: t("story.cancel_text"),
      danger: true,
      allowed: ["pending", "confirmed", "in_progress"].includes(status),
      run: (reason) => cancel({ id, bookingReasonIn: { reason } }).unwrap(),
    },
  ];
  const allowed = may(role, "steer") ? deeds.filter((deed) => deed.allowed) : [];
  const none = allowed.length === 0 && warnings.length === 0;
  // There also when nothing is left to do: somebody may just be writing a reason.
  return (
    <Box
      component="section"
      aria-label={none ? undefined : t("story.actions")}
      sx={{ display: none ? "contents" : "grid", gap: 1 }}
    >
      <Deeds deeds={allowed} refresh={refresh} />
      {warnings.length > 0 && (
        <Alert severity="warning" onClose={() => setWarnings([])} closeText={t("act.close")}>
          {t("story.assign_warned")} {warnings.map(({ note }) => format.pick(note)).join(" ")}
        </Alert>
      )}
    </Box>
  );
}
