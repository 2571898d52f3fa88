import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { lazy, Suspense, useState } from "react";
import {
  type BookingOut,
  useAcceptBookingRescheduleMutation,
  useCancelBookingMutation,
  useDeclineBookingRescheduleMutation,
  usePreviewBookingCancellationQuery,
  useRescheduleBookingMutation,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { useNow } from "@/shared/lib/use-now";
import { SlotPicker } from "@/shared/order/slot-picker";
import { Sheet, SheetAction } from "@/shared/ui/sheet";
import { Failure, Loading } from "@/shared/ui/states";
import { TextField } from "@/shared/ui/text-field";
import { canDispute, canMove, movingAsks } from "@/shared/visit/after";
import { JobRecord } from "./job-record";
import { RepeatButton } from "./repeat";

const DisputeForm = lazy(() => import("./dispute-form"));

type Open = "cancel" | "move" | "dispute" | null;
const CANCELLABLE = ["pending", "confirmed"];

/** What else one can do with a booking in its state. */
export function Actions({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const before = CANCELLABLE.includes(booking.status);
  const over = canDispute(booking.status, booking.times.endedAt, useNow(60_000));
  const done = booking.times.endedAt != null;
  return (
    <>
      {booking.reschedule && <Asked booking={booking} refresh={refresh} />}
      <Box sx={{ display: "grid", gap: 1 }}>
        {canMove(booking) && !booking.reschedule && (
          <Button variant="outlined" onClick={() => setOpen("move")}>
            {t("move.open")}
          </Button>
        )}
        {before && (
          <Button variant="text" color="error" onClick={() => setOpen("cancel")}>
            {t("cancel.open")}
          </Button>
        )}
        {done && <RepeatButton booking={booking} />}
        {done && <JobRecord booking={booking} />}
        {over && (
          <Button variant="text" color="error" onClick={() => setOpen("dispute")}>
            {t("dispute.open")}
          </Button>
        )}
      </Box>
      {open === "cancel" && <Cancel booking={booking} refresh={refresh} onClose={close} />}
      {open === "move" && <Move booking={booking} refresh={refresh} onClose={close} />}
      {open === "dispute" && (
        <Suspense fallback={null}>
          <DisputeForm booking={booking} refresh={refresh} onClose={close} />
        </Suspense>
      )}
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
  const [{ reason }, change, forget] = useKept(`cancel.${booking.id}`, { reason: "" });
  const { act, busy } = useAction(() => {
    refresh();
    void preview.refetch();
  });
  const fee = preview.data?.fee;
  const sure = async () => {
    const body = { acceptedFee: fee, reason: reason.trim() || undefined };
    if (!(await act(() => cancel({ id: booking.id, bookingCancelIn: body }).unwrap(), t("cancel.done"))))
      return;
    forget();
    onClose();
  };
  return (
    <Sheet title={t("cancel.title")} onClose={onClose}>
      {preview.data && fee ? (
        <Alert severity={fee.amount > 0 ? "warning" : "success"}>
          <strong>{fee.amount > 0 ? t("cancel.costs", { fee: format.money(fee) }) : t("cancel.free")}</strong>{" "}
          {format.pick(preview.data.ruleText)}
        </Alert>
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

/** Another time that the technician can keep, or somebody can where none is bound. */
function Move({ booking, refresh, onClose }: Props) {
  const { t, format } = useLanguage();
  const [at, setAt] = useState("");
  const [move] = useRescheduleBookingMutation();
  const { act, busy } = useAction(refresh);
  const { provider, service, place, address } = booking;
  const pin = address?.pin ?? place.pin;
  const asks = movingAsks(booking, clock());
  const save = async () => {
    const done = t(asks ? "move.proposed" : "move.done");
    if (await act(() => move({ id: booking.id, bookingRescheduleIn: { startsAt: at } }).unwrap(), done))
      onClose();
  };
  return (
    <Sheet title={t("move.title")} onClose={onClose}>
      {asks && <Alert severity="info">{t("move.consent")}</Alert>}
      <Typography variant="body2" color="text.secondary">
        {t("move.price", { price: format.money(booking.price.total) })}
      </Typography>
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
      <SheetAction>
        <Button
          variant="contained"
          size="large"
          fullWidth
          loading={busy}
          disabled={!at}
          onClick={() => void save()}
        >
          {t(asks ? "move.ask" : "move.save")}
        </Button>
      </SheetAction>
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
