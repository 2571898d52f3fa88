import Button from "@mui/material/Button";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useReportBookingNoShowMutation } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useNow } from "@/shared/lib/use-now";

/** How long one waits at the door before it counts. */
const WAIT_MS = 15 * 60_000;

/** Nobody opens: after a fair wait the visit ends, and the way is paid. */
export function NoShow({ job, refresh }: { job: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const now = useNow(1000);
  const [sure, setSure] = useState(false);
  const [report] = useReportBookingNoShowMutation();
  const { act, busy } = useAction(refresh);
  const arrived = job.times.arrivedAt;
  if (!arrived) return null;
  const left = (Date.parse(arrived) + WAIT_MS - now) / 1000;
  const end = async () => {
    if (!sure) return setSure(true);
    const done = await act(() => report({ id: job.id, bookingMoveIn: {} }).unwrap(), t("noshow.done"));
    if (done) navigate("/work");
  };
  return (
    <Button variant="text" color="error" disabled={left > 0} loading={busy} onClick={() => void end()}>
      {left > 0
        ? t("noshow.wait", { time: format.clock(Math.ceil(left)) })
        : t(sure ? "noshow.sure" : "noshow.open")}
    </Button>
  );
}
