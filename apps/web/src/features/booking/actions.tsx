import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import {
  type BookingOut,
  useAcceptBookingRescheduleMutation,
  useCancelBookingMutation,
  useDeclineBookingRescheduleMutation,
  useDisputeBookingMutation,
  usePreviewBookingCancellationQuery,
  useRescheduleBookingMutation,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { SlotPicker } from "@/shared/order/slot-picker";
import { Sheet } from "@/shared/ui/sheet";
import { Loading } from "@/shared/ui/states";

type Open = "cancel" | "move" | "dispute" | null;
const CANCELLABLE = ["pending", "confirmed"];

/** What else one can do with a booking in its state. */
export function Actions({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const before = CANCELLABLE.includes(booking.status);
  const over = booking.status === "completed";
  return (
    <>
      {booking.reschedule && <Asked booking={booking} refresh={refresh} />}
      <Box sx={{ display: "grid", gap: 1 }}>
        {(booking.stage === "paused" || (before && !booking.instant)) && !booking.reschedule && (
          <Button variant="outlined" onClick={() => setOpen("move")}>
            {t("move.open")}
          </Button>
        )}
        {before && (
          <Button variant="text" color="error" onClick={() => setOpen("cancel")}>
            {t("cancel.open")}
          </Button>
        )}
        {over && (
          <Button variant="text" color="error" onClick={() => setOpen("dispute")}>
            {t("dispute.open")}
          </Button>
        )}
      </Box>
      {open === "cancel" && <Cancel booking={booking} refresh={refresh} onClose={close} />}
      {open === "move" && <Move booking={booking} refresh={refresh} onClose={close} />}
      {open === "dispute" && <Dispute booking={booking} refresh={refresh} onClose={close} />}
    </>
  );
}

interface Props {
  booking: BookingOut;
  refresh: () => void;
  onClose: () => void;
}

/** Shows the exact cost first; that cost is what is charged, or nothing happens. */
function Cancel({ booking, refresh, onClose }: Props) {
  const { t, format } = useLanguage();
  const preview = usePreviewBookingCancellationQuery({ id: booking.id }, { refetchOnMountOrArgChange: true });
  const [cancel] = useCancelBookingMutation();
  const [reason, setReason] = useState("");
  const { act, busy } = useAction(() => {
    refresh();
    void preview.refetch();
  });
  const fee = preview.data?.fee;
  const sure = async () => {
    const body = { acceptedFee: fee, reason: reason.trim() || undefined };
    if (await act(() => cancel({ id: booking.id, bookingCancelIn: body }).unwrap(), t("cancel.done")))
      onClose();
  };
  return (
    <Sheet title={t("cancel.title")} onClose={onClose}>
      {preview.data && fee ? (
        <Alert severity={fee.amount > 0 ? "warning" : "success"}>
          <strong>{fee.amount > 0 ? t("cancel.costs", { fee: format.money(fee) }) : t("cancel.free")}</strong>{" "}
          {format.pick(preview.data.ruleText)}
        </Alert>
      ) : (
        <Loading rows={1} height={60} />
      )}
      <TextField
        label={t("cancel.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        slotProps={{ htmlInput: { maxLength: 300, dir: "auto" } }}
      />
      <Button variant="contained" size="large" onClick={onClose}>
        {t("cancel.keep")}
      </Button>
      <Button
        variant="outlined"
        color="error"
        size="large"
        loading={busy}
        disabled={!preview.data}
        onClick={() => void sure()}
      >
        {t("cancel.sure")}
      </Button>
    </Sheet>
  );
}

/** This close to the visit the other side has to agree, as after a pause. */
const CONSENT_MS = 24 * 3600_000;

function Move({ booking, refresh, onClose }: Props) {
  const { t } = useLanguage();
  const [at, setAt] = useState("");
  const [move] = useRescheduleBookingMutation();
  const { act, busy } = useAction(refresh);
  const { provider, service, place, address, startsAt } = booking;
  const pin = address?.pin ?? place.pin;
  const asks =
    provider != null && (booking.stage === "paused" || Date.parse(startsAt) - Date.now() < CONSENT_MS);
  const save = async () => {
    const done = t(asks ? "move.proposed" : "move.done");
    if (await act(() => move({ id: booking.id, bookingRescheduleIn: { startsAt: at } }).unwrap(), done))
      onClose();
  };
  return (
    <Sheet title={t("move.title")} onClose={onClose}>
      {asks && <Alert severity="info">{t("move.consent")}</Alert>}
      {pin && (
        <SlotPicker
          serviceId={service.id}
          pin={pin}
          quantity={service.quantity}
          providerId={provider?.id}
          chosen={at}
          onChoose={setAt}
        />
      )}
      <Button variant="contained" size="large" loading={busy} disabled={!at} onClick={() => void save()}>
        {t(asks ? "move.ask" : "move.save")}
      </Button>
    </Sheet>
  );
}

/** Another time that waits for the other side's word. */
function Asked({ booking, refresh }: Omit<Props, "onClose">) {
  const { t, format } = useLanguage();
  const { act, busy } = useAction(refresh);
  const [accept] = useAcceptBookingRescheduleMutation();
  const [decline] = useDeclineBookingRescheduleMutation();
  const asked = booking.reschedule;
  if (!asked) return null;
  const mine = asked.proposedBy === "customer";
  const body = { id: booking.id, bookingMoveIn: {} };
  return (
    <Alert severity="info" icon={false}>
      {t(mine ? "move.asked_mine" : "move.asked", { time: format.dateTime(asked.startsAt) })}
      {!mine && (
        <Box sx={{ display: "flex", gap: 1, mt: 1 }}>
          <Button
            size="small"
            variant="contained"
            loading={busy}
            onClick={() => void act(() => accept(body).unwrap())}
          >
            {t("move.accept")}
          </Button>
          <Button
            size="small"
            variant="outlined"
            disabled={busy}
            onClick={() => void act(() => decline(body).unwrap())}
          >
            {t("move.decline")}
          </Button>
        </Box>
      )}
    </Alert>
  );
}

function Dispute({ booking, refresh, onClose }: Props) {
  const { t } = useLanguage();
  const [reason, setReason] = useState("");
  const [dispute] = useDisputeBookingMutation();
  const { act, busy } = useAction(refresh);
  const send = async () => {
    if (
      await act(() => dispute({ id: booking.id, bookingDisputeIn: { reason } }).unwrap(), t("dispute.done"))
    )
      onClose();
  };
  return (
    <Sheet title={t("dispute.title")} onClose={onClose}>
      <Alert severity="info">{t("dispute.text")}</Alert>
      <TextField
        label={t("dispute.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        multiline
        minRows={3}
        slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
      />
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={reason.trim().length < 5}
        onClick={() => void send()}
      >
        {t("dispute.send")}
      </Button>
    </Sheet>
  );
}
