import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { keyframes, styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import {
  BadgeCheck,
  CircleCheckBig,
  CircleX,
  ClipboardPen,
  DoorOpen,
  Hammer,
  Hourglass,
  type LucideIcon,
  Navigation,
  Pause,
  Radar,
  Scale,
  Search,
} from "lucide-react";
import { useNavigate } from "react-router";
import type { BookingOut, Stage } from "@/generated/visit";
import {
  useCancelBookingMutation,
  useConfirmBookingWorkMutation,
  useSearchAgainMutation,
} from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useNow } from "@/shared/lib/use-now";
import { orderAgain } from "@/shared/order/again";
import { Steps } from "@/shared/visit/steps";

const ICONS: Record<Stage, LucideIcon> = {
  awaiting_payment: Hourglass,
  searching: Radar,
  offered: Radar,
  assigned: BadgeCheck,
  en_route: Navigation,
  arrived: DoorOpen,
  inspecting: Search,
  awaiting_approval: ClipboardPen,
  working: Hammer,
  paused: Pause,
  done: CircleCheckBig,
  settled: CircleCheckBig,
  closed: CircleX,
  open: Scale,
  under_review: Scale,
};

/** After this long without an answer one is told what one can do. */
const LONG_S = 150;

const pulse = keyframes({
  from: { boxShadow: "0 0 0 0 rgb(224 145 47 / 0.55)" },
  to: { boxShadow: "0 0 0 26px rgb(224 145 47 / 0)" },
});

const Panel = styled("section")(({ theme }) => ({
  display: "grid",
  gap: 14,
  padding: 20,
  borderRadius: 22,
  color: "#fff",
  backgroundColor: "#0f5c4d",
  "&[data-tone=amber]": { backgroundColor: "#7a4a08" },
  "&[data-tone=danger]": { backgroundColor: "#6d2a1b" },
  ...theme.applyStyles("dark", { backgroundColor: "#14463c" }),
}));

const Disc = styled("span")({
  width: 60,
  height: 60,
  flex: "none",
  borderRadius: 22,
  display: "grid",
  placeItems: "center",
  backgroundColor: "rgb(255 255 255 / 0.16)",
  "&[data-busy=true]": { borderRadius: "50%", animation: `${pulse} 1.6s ease-out infinite` },
});

/** What happens now, and what happens next. */
export function Now({ booking, refresh }: { booking: BookingOut; refresh: () => void }) {
  const { t, format } = useLanguage();
  const { act, busy } = useAction(refresh);
  const [again] = useSearchAgainMutation();
  const [cancel] = useCancelBookingMutation();
  const navigate = useNavigate();
  const [confirm] = useConfirmBookingWorkMutation();
  const { stage } = booking;
  const Icon = ICONS[stage];
  const looking = stage === "searching" || stage === "offered";
  const waited = (useNow(1000) - Date.parse(booking.createdAt)) / 1000;
  const long = stage === "searching" && booking.instant && waited > LONG_S;
  const tone =
    stage === "awaiting_approval" || stage === "awaiting_payment"
      ? "amber"
      : stage === "closed"
        ? "danger"
        : "brand";
  return (
    <Panel data-tone={tone} aria-live="polite">
      <Box sx={{ display: "flex", gap: 2, alignItems: "center" }}>
        <Disc data-busy={looking}>
          <Icon size={30} aria-hidden />
        </Disc>
        <Box>
          <Typography variant="h2" data-testid="stage" data-stage={stage}>
            {t(`stage.${stage}`)}
          </Typography>
          <Typography sx={{ opacity: 0.92 }}>{text()}</Typography>
        </Box>
      </Box>
      <Steps stage={stage} />
      {looking && (
        <Typography variant="body2" sx={{ opacity: 0.85 }}>
          {t("visit.rounds", { time: format.clock(waited) })}
        </Typography>
      )}
      {long && (
        <Button
          variant="outlined"
          loading={busy}
          sx={{ color: "primary.main" }}
          onClick={() => void act(() => again({ id: booking.id, bookingMoveIn: {} }).unwrap())}
        >
          {t("visit.search_again")}
        </Button>
      )}
      {long && (
        <Button
          variant="outlined"
          disabled={busy}
          sx={{ color: "primary.main" }}
          onClick={() => void act(otherTime)}
        >
          {t("visit.other_time")}
        </Button>
      )}
      {stage === "closed" && (
        <Button variant="outlined" sx={{ color: "primary.main" }} onClick={anew}>
          {t("visit.order_again")}
        </Button>
      )}
      {(stage === "done" || stage === "settled") && !booking.times.workConfirmedAt && (
        <Button
          variant="outlined"
          loading={busy}
          sx={{ color: "primary.main" }}
          onClick={() =>
            void act(() => confirm({ id: booking.id, bookingMoveIn: {} }).unwrap(), t("confirm.done"))
          }
        >
          {t("confirm.open")}
        </Button>
      )}
    </Panel>
  );

  function anew() {
    orderAgain(booking);
    navigate("/order/time");
  }

  /** Given back for nothing, or not at all: the server refuses when it would cost. */
  async function otherTime() {
    const free = { amount: 0, currency: "EGP" as const };
    await cancel({ id: booking.id, bookingCancelIn: { acceptedFee: free } }).unwrap();
    anew();
  }

  function text() {
    if (long) return t("stage.searching_long");
    if (stage === "closed") {
      const fee = booking.cancellation?.fee;
      return fee && fee.amount > 0
        ? t("stage.closed_fee", { fee: format.money(fee) })
        : t("stage.closed_text");
    }
    if (stage === "assigned")
      return booking.instant
        ? t("stage.assigned_now")
        : t("stage.assigned_text", { time: format.dateTime(booking.startsAt) });
    return t(`stage.${stage}_text`);
  }
}
