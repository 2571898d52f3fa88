import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import MenuItem from "@mui/material/MenuItem";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { DisputeKind } from "@/generated/care";
import { type BookingOut, type DisputeEnding, useDisputeBookingMutation } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { piastresOf } from "@/shared/format/pounds";
import { useLanguage } from "@/shared/i18n/provider";
import { showWrong } from "@/shared/lib/show-wrong";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { Sheet } from "@/shared/ui/sheet";
import { EndingFields } from "@/shared/visit/ending-fields";
import { PhotoPicker, type Picture } from "@/shared/visit/photo-picker";

const KINDS: DisputeKind[] = [
  "not_fixed",
  "poor_work",
  "damage",
  "overcharged",
  "incomplete",
  "behaviour",
  "other",
];
const ENDINGS: DisputeEnding[] = ["re_service", "partial_refund", "full_refund", "none"];

const MISSING = {
  kind: "dispute.kind_missing",
  reason: "dispute.reason_missing",
  wanted: "dispute.wanted_missing",
  wantedRefund: "dispute.amount_wrong",
} as const;

/** Nothing is assumed: both are read and decided by. */
const NOTHING = { kind: "" as DisputeKind | "", reason: "", wanted: "" as DisputeEnding | "", pounds: "" };

interface Props {
  booking: BookingOut;
  refresh: () => void;
  onClose: () => void;
}

/** What is wrong, what shows it, and what would put it right. */
export default function DisputeForm({ booking, refresh, onClose }: Props) {
  const { t } = useLanguage();
  const [{ kind, reason, wanted, pounds }, change, forget] = useKept(`dispute.${booking.id}`, NOTHING);
  const [pictures, setPictures] = useState<Picture[]>([]);
  const [dispute, sent] = useDisputeBookingMutation();
  const { act, busy } = useAction(refresh);
  const [tried, setTried] = useState(false);
  const partial = wanted === "partial_refund";
  const amount = piastresOf(pounds);
  const missing = {
    kind: kind === "",
    reason: reason.trim() === "",
    wanted: wanted === "",
    wantedRefund: partial && !amount,
  };
  const wrong = (field: keyof typeof missing) => {
    if (missing[field] && (tried || (field === "wantedRefund" && pounds !== ""))) return t(MISSING[field]);
    return asProblem(sent.error)?.errors.find((one) => one.field.startsWith(field))?.message;
  };
  const send = async () => {
    setTried(true);
    if (kind === "" || wanted === "" || missing.reason || missing.wantedRefund) return showWrong();
    const bookingDisputeIn = {
      kind,
      reason: reason.trim(),
      wanted,
      wantedRefund: partial && amount ? { amount, currency: "EGP" as const } : undefined,
      photoIds: pictures.map((one) => one.id),
    };
    if (!(await act(() => dispute({ id: booking.id, bookingDisputeIn }).unwrap(), t("dispute.done"))))
      return showWrong();
    forget();
    onClose();
  };
  return (
    <Sheet title={t("dispute.title")} onClose={onClose}>
      <Alert severity="info">{t("dispute.text")}</Alert>
      <TextField
        select
        label={t("dispute.kind")}
        value={kind}
        error={!!wrong("kind")}
        helperText={wrong("kind")}
        onChange={(event) => change({ kind: KINDS.find((one) => one === event.target.value) ?? "other" })}
      >
        {KINDS.map((one) => (
          <MenuItem key={one} value={one}>
            {t(`dispute_kind.${one as Exclude<DisputeKind, "stopped_by_staff">}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("dispute.reason")}
        value={reason}
        onChange={(event) => change({ reason: event.target.value })}
        error={!!wrong("reason")}
        helperText={wrong("reason")}
        multiline
        minRows={3}
        slotProps={{ htmlInput: { maxLength: 2000, dir: "auto" } }}
      />
      <PhotoPicker bookingId={booking.id} purpose="dispute" pictures={pictures} onChange={setPictures} />
      <Typography variant="h3" component="h3">
        {t("dispute.wanted")}
      </Typography>
      <EndingFields
        label={t("dispute.wanted")}
        endings={ENDINGS}
        chosen={wanted}
        onChoose={(ending) => change({ wanted: ending })}
        pounds={pounds}
        onPounds={(typed) => change({ pounds: typed })}
        missing={wrong("wanted")}
        wrongAmount={wrong("wantedRefund")}
      />
      <Button variant="contained" size="large" loading={busy} onClick={() => void send()}>
        {t("dispute.send")}
      </Button>
    </Sheet>
  );
}
