import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import {
  type BookingOut,
  useAcceptBookingRescheduleMutation,
  useDeclineBookingRescheduleMutation,
  useRescheduleBookingMutation,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { textDirection } from "@/shared/lib/text-direction";
import { useAction } from "@/shared/lib/use-action";
import { cairoInstant } from "@/shared/order/windows";
import { Sheet } from "@/shared/ui/sheet";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { big } from "./big";

/** Another time: what waits for an answer, and the way to propose one. */
export function OtherTime({ job, refresh }: { job: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const [accept] = useAcceptBookingRescheduleMutation();
  const [decline] = useDeclineBookingRescheduleMutation();
  const [open, setOpen] = useState(false);
  const { act, busy } = useAction(refresh);
  const { reschedule: wanted, id } = job;
  if (wanted)
    return (
      <Card sx={{ display: "grid", gap: 1.25, bgcolor: "soft.amber" }}>
        <Typography sx={{ fontWeight: 700 }}>
          {t(wanted.proposedBy === "provider" ? "other.waits" : "other.asks", {
            time: format.dateTime(wanted.startsAt),
          })}
        </Typography>
        {wanted.reason && <Typography dir={textDirection(wanted.reason)}>{wanted.reason}</Typography>}
        {wanted.proposedBy !== "provider" && (
          <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
            <Button
              variant="contained"
              size="large"
              loading={busy}
              onClick={() => void act(() => accept({ id, bookingMoveIn: {} }).unwrap())}
            >
              {t("other.yes")}
            </Button>
            <Button
              variant="outlined"
              size="large"
              disabled={busy}
              onClick={() => void act(() => decline({ id, bookingMoveIn: {} }).unwrap())}
            >
              {t("other.no")}
            </Button>
          </Box>
        )}
      </Card>
    );
  if (job.stage !== "assigned" && job.stage !== "paused") return null;
  return (
    <>
      <Button variant="text" onClick={() => setOpen(true)}>
        {t(job.stage === "paused" ? "other.next_visit" : "other.open")}
      </Button>
      {open && <Propose job={job} refresh={refresh} onClose={() => setOpen(false)} />}
    </>
  );
}

function Propose({ job, refresh, onClose }: { job: BookingOut; refresh: () => void; onClose: () => void }) {
  const { t } = useLanguage();
  const [when, setWhen] = useState("");
  const [reason, setReason] = useState("");
  const [propose] = useRescheduleBookingMutation();
  const { act, busy } = useAction(refresh);
  const send = async () => {
    const body = { startsAt: cairoInstant(when).toISOString(), reason: reason.trim() || undefined };
    if (await act(() => propose({ id: job.id, bookingRescheduleIn: body }).unwrap())) onClose();
  };
  return (
    <Sheet title={t("other.open")} onClose={onClose}>
      <TextField
        type="datetime-local"
        label={t("pause.when")}
        value={when}
        onChange={(event) => setWhen(event.target.value)}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { dir: "ltr", step: 900 } }}
      />
      <TextField
        label={t("pause.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
      />
      <Alert severity="info">{t("pause.when_why")}</Alert>
      <Button
        variant="contained"
        size="large"
        sx={big}
        loading={busy}
        disabled={!when}
        onClick={() => void send()}
      >
        {t("other.propose")}
      </Button>
    </Sheet>
  );
}
