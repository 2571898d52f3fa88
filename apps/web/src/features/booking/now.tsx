import Button from "@mui/material/Button";
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
import { isLong, stageText, toneOf } from "@/shared/visit/stage";
import { Steps } from "@/shared/visit/steps";
import { Disc, Panel } from "./now-panel";

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

/** How far around the address has been asked, and how long somebody has to answer. */
function SearchProgress({ booking, now }: { booking: BookingOut; now: number }) {
  const { t, format } = useLanguage();
  const { search, createdAt } = booking;
  const until = search?.offeredUntil ? (Date.parse(search.offeredUntil) - now) / 1000 : 0;
  return (
    <Typography variant="body2" component="div" sx={{ opacity: 0.9, display: "grid", gap: 0.25 }}>
      {search && search.round > 0 && (
        <span>{t("visit.round", { round: search.round, distance: format.distance(search.radiusM) })}</span>
      )}
      {until > 0 && (
        // Each second of it would be read out.
        <span aria-live="off">{t("visit.answer_in", { time: format.clock(until) })}</span>
      )}
      <span aria-live="off">
        {t("visit.rounds", { time: format.clock((now - Date.parse(createdAt)) / 1000) })}
      </span>
    </Typography>
  );
}

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
  const now = useNow(1000);
  const long = isLong(booking, now);
  return (
    <Panel data-tone={toneOf(stage)} aria-live="polite">
      <div className="stage">
        <Disc data-busy={looking}>
          <Icon size={30} aria-hidden />
        </Disc>
        <Typography variant="h2" data-testid="stage" data-stage={stage}>
          {t(`stage.${stage}`)}
        </Typography>
      </div>
      <p className="text">{stageText(booking, now, t, format)}</p>
      <Steps stage={stage} />
      {looking && <SearchProgress booking={booking} now={now} />}
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
}
