import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { cairoInstant } from "@/shared/order/windows";
import { Sheet } from "@/shared/ui/sheet";
import { TextField } from "@/shared/ui/text-field";
import { big } from "./big";
import { useQueue } from "./queue/use-queue";

/** A part is missing: the work stops, and may go on at another visit. */
export function Pause({ job }: { job: BookingOut }) {
  const { t } = useLanguage();
  const { perform } = useQueue();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const [when, setWhen] = useState("");
  const { act, busy } = useAction();
  const send = async () => {
    const continuesAt = when ? cairoInstant(when).toISOString() : undefined;
    const body = { kind: "pause" as const, reason: reason.trim() || undefined, continuesAt };
    await act(async () => {
      if ((await perform(job.id, body)) !== "refused") setOpen(false);
    });
  };
  return (
    <>
      <Button variant="outlined" onClick={() => setOpen(true)}>
        {t("pause.open")}
      </Button>
      {open && (
        <Sheet title={t("job.pause")} onClose={() => setOpen(false)}>
          <TextField
            label={t("pause.reason")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            slotProps={{ htmlInput: { maxLength: 500, dir: "auto" } }}
          />
          <TextField
            type="datetime-local"
            label={t("pause.when")}
            value={when}
            onChange={(event) => setWhen(event.target.value)}
            slotProps={{ inputLabel: { shrink: true }, htmlInput: { dir: "ltr", step: 900 } }}
          />
          <Typography variant="body2" color="text.secondary">
            {t("pause.when_why")}
          </Typography>
          <Button variant="contained" size="large" sx={big} loading={busy} onClick={() => void send()}>
            {t("pause.send")}
          </Button>
        </Sheet>
      )}
    </>
  );
}
