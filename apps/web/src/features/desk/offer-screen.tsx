import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import LinearProgress from "@mui/material/LinearProgress";
import Typography from "@mui/material/Typography";
import { BellRing, VolumeX } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { type OfferDeclineReason, useAcceptOfferMutation, useDeclineOfferMutation } from "@/generated/desk";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useBackCloses } from "@/shared/ui/back-closes";
import { useNotices } from "@/shared/ui/notices";
import { alarm } from "./alarm";
import type { Offer } from "./new-order";

/** The offer is not open any more. */
const TOO_LATE = [404, 409, 410];
const REASONS: OfferDeclineReason[] = ["busy", "too_far", "price_too_low", "not_my_work", "other"];

interface Props {
  offer: Offer;
  now: number;
  /** It was accepted or declined here. */
  onAnswered: () => void;
  /** Somebody else has it, or the customer took it back. */
  onTaken: () => void;
}

/** One offer: what it pays, how far it is, how long one may think. */
export function OfferScreen({ offer, now, onAnswered, onTaken }: Props) {
  const { t, format } = useLanguage();
  const navigate = useNavigate();
  const [accept] = useAcceptOfferMutation();
  const [decline] = useDeclineOfferMutation();
  const [declining, setDeclining] = useState(false);
  const { act, busy } = useAction();
  const { say } = useNotices();
  const [silent, setSilent] = useState(false);
  // "Back" asks why, or goes back to the offer: an offer is never left by a thumb that slipped.
  useBackCloses(() => setDeclining((now) => !now));
  useEffect(() => alarm(setSilent), []);
  const left = (Date.parse(offer.expiresAt) - now) / 1000;
  const whole = (Date.parse(offer.expiresAt) - Date.parse(offer.createdAt)) / 1000;
  const take = () =>
    act(async () => {
      const made = await accept({ id: offer.id, bookingMoveIn: {} });
      const problem = asProblem(made.error);
      if (problem && TOO_LATE.includes(problem.status)) return onTaken();
      if (problem) throw problem;
      say(t("new.accepted"));
      navigate(`/work/jobs/${offer.bookingId}`);
      onAnswered();
    });
  const refuse = (reason: OfferDeclineReason) =>
    act(async () => {
      const made = await decline({ id: offer.id, offerDeclineIn: { reason } });
      const problem = asProblem(made.error);
      if (problem && !TOO_LATE.includes(problem.status)) throw problem;
      onAnswered();
    });
  const facts: [string, string][] = [
    [t("new.away"), format.distance(offer.distanceM)],
    [t("new.travel"), format.minutes(Math.max(1, Math.round(offer.travelS / 60)))],
    [t("new.where"), format.pick(offer.district)],
    [t("new.when"), offer.instant ? t("new.now") : format.dateTime(offer.startsAt)],
  ];
  return (
    <Dialog open fullScreen aria-labelledby="new-order">
      <Box
        sx={{
          minHeight: "100%",
          display: "grid",
          gridTemplateRows: "auto 1fr auto",
          gap: 3,
          p: 3,
          bgcolor: "#0f5c4d",
          color: "#fff",
          boxSizing: "border-box",
        }}
      >
        <Box sx={{ display: "grid", gap: 1 }}>
          <Typography
            sx={{ display: "flex", gap: 1, alignItems: "center", fontWeight: 700, color: "#f7c987" }}
          >
            <BellRing aria-hidden />
            <span id="new-order">{t("new.title")}</span>
            <Box component="span" sx={{ marginInlineStart: "auto" }} role="timer">
              {t("new.left", { time: format.clock(left) })}
            </Box>
          </Typography>
          <LinearProgress
            variant="determinate"
            value={Math.max(0, Math.min(100, (left / whole) * 100))}
            aria-hidden
            sx={{
              height: 8,
              borderRadius: 4,
              bgcolor: "rgb(255 255 255 / 0.2)",
              "& .MuiLinearProgress-bar": { bgcolor: "#f0b45f" },
            }}
          />
          {silent && (
            <Typography role="status" sx={{ display: "flex", gap: 1, alignItems: "center" }}>
              <VolumeX size={20} aria-hidden />
              {t("new.silent")}
            </Typography>
          )}
          <Typography variant="h1" component="p" sx={{ mt: 2 }}>
            {format.pick(offer.serviceName)}
            {offer.quantity > 1 && ` × ${format.number(offer.quantity)}`}
          </Typography>
          {offer.pricing === "inspection_first" && <Typography>{t("new.inspection")}</Typography>}
        </Box>
        <Box sx={{ display: "grid", gap: 2, alignContent: "center" }}>
          <Box sx={{ textAlign: "center" }}>
            <Typography sx={{ opacity: 0.9 }}>{t("new.pay")}</Typography>
            <Typography sx={{ fontSize: "3rem", fontWeight: 800, lineHeight: 1.3 }}>
              {format.money(offer.earnings)}
            </Typography>
            <Typography sx={{ opacity: 0.9 }}>
              {offer.earnings.amount === 0 ? t("new.free") : t(`pay.${offer.paymentMethod}`)}
            </Typography>
          </Box>
          <Box
            component="dl"
            sx={{
              m: 0,
              display: "grid",
              gridTemplateColumns: "1fr 1fr",
              gap: 1.5,
              "& > div": { bgcolor: "rgb(255 255 255 / 0.12)", borderRadius: "16px", p: 1.5 },
              "& dt": { opacity: 0.85, fontSize: "0.88rem" },
              "& dd": { m: 0, fontWeight: 750, fontSize: "1.1rem" },
            }}
          >
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </Box>
        </Box>
        {declining ? (
          <Box sx={{ display: "grid", gap: 1 }}>
            <Typography>{t("why.title")}</Typography>
            {REASONS.map((reason) => (
              <Button
                key={reason}
                variant="outlined"
                disabled={busy}
                sx={{ color: "primary.main" }}
                onClick={() => void refuse(reason)}
              >
                {t(`why.${reason}`)}
              </Button>
            ))}
            <Button variant="text" disabled={busy} sx={{ color: "#fff" }} onClick={() => setDeclining(false)}>
              {t("act.back")}
            </Button>
          </Box>
        ) : (
          <Box sx={{ display: "grid", gap: 1.5 }}>
            <Button
              size="large"
              loading={busy}
              onClick={() => void take()}
              sx={{
                minHeight: 72,
                fontSize: "1.4rem",
                bgcolor: "#f0b45f",
                color: "#2b1900",
                "&:hover": { bgcolor: "#f7c987" },
              }}
            >
              {t("new.accept")}
            </Button>
            <Button size="large" disabled={busy} onClick={() => setDeclining(true)} sx={{ color: "#fff" }}>
              {t("new.decline")}
            </Button>
          </Box>
        )}
      </Box>
    </Dialog>
  );
}
