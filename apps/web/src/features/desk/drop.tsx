import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useNavigate } from "react-router";
import {
  type BookingOut,
  useCancelBookingMutation,
  usePreviewBookingCancellationQuery,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading } from "@/shared/ui/states";
import { TextField } from "@/shared/ui/text-field";

/** Giving a job back, with what it means said first. */
export function Drop({ job, refresh }: { job: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="text" color="error" onClick={() => setOpen(true)}>
        {t("job.drop")}
      </Button>
      {open && <Sure job={job} refresh={refresh} onClose={() => setOpen(false)} />}
    </>
  );
}

function Sure({ job, refresh, onClose }: { job: BookingOut; refresh: () => void; onClose: () => void }) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const preview = usePreviewBookingCancellationQuery({ id: job.id }, { refetchOnMountOrArgChange: true });
  const [cancel] = useCancelBookingMutation();
  const [{ reason }, change, forget] = useKept(`drop.${job.id}`, { reason: "" });
  const { act, busy } = useAction(refresh);
  const sure = async () => {
    const body = { acceptedFee: preview.data?.fee, reason: reason.trim() || undefined };
    if (!(await act(() => cancel({ id: job.id, bookingCancelIn: body }).unwrap()))) return;
    forget();
    navigate("/work");
  };
  return (
    <Sheet title={t("job.drop")} onClose={onClose}>
      {preview.data ? (
        <Alert severity="warning">{format.pick(preview.data.ruleText)}</Alert>
      ) : preview.error ? (
        <Failure error={preview.error} onRetry={preview.refetch} />
      ) : (
        <Loading rows={1} height={60} />
      )}
      <TextField
        label={t("cancel.reason")}
        value={reason}
        onChange={(event) => change({ reason: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 300, dir: "auto" } }}
      />
      <Button
        variant="outlined"
        color="error"
        size="large"
        loading={busy}
        disabled={!preview.data}
        onClick={() => void sure()}
      >
        {t("job.drop_sure")}
      </Button>
    </Sheet>
  );
}
