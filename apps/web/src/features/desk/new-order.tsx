import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Dialog from "@mui/material/Dialog";
import Typography from "@mui/material/Typography";
import { HandHelping, type LucideIcon, TimerOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type PageOfferOut, useListOffersQuery } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { useNow } from "@/shared/lib/use-now";
import { useLive } from "@/shared/realtime/use-live";
import { OfferScreen } from "./offer-screen";
import { useShift } from "./shift";

export type Offer = PageOfferOut["items"][number];
type Ended = "expired" | "taken";

/** A clock that is off by less than this still says "expired". */
const SLACK_MS = 2000;

/** An order that waits for this technician: fills the screen, counts down, rings, and says how it ended. */
export function NewOrder() {
  const { provider } = useShift();
  const offers = useListOffersQuery({ limit: 5 }, { skip: !provider });
  const refetch = () => {
    if (provider) void offers.refetch();
  };
  const live = useLive(["offer.created", "offer.closed"], undefined, refetch);
  useListOffersQuery({ limit: 5 }, { pollingInterval: live ? 10_000 : 3000, skip: !provider });
  const now = useNow(1000);
  const [ended, setEnded] = useState<Ended>();
  const answered = useRef(new Set<string>());
  const shown = useRef<Offer>(undefined);
  const offer = offers.data?.items.find(
    (one) => Date.parse(one.expiresAt) > now && !answered.current.has(one.id),
  );
  useEffect(() => {
    const before = shown.current;
    shown.current = offer;
    if (offer) setEnded(undefined);
    else if (before && !answered.current.has(before.id))
      setEnded(Date.parse(before.expiresAt) <= clock() + SLACK_MS ? "expired" : "taken");
  }, [offer]);
  if (offer)
    return (
      <OfferScreen
        key={offer.id}
        offer={offer}
        now={now}
        onAnswered={() => {
          answered.current.add(offer.id);
          refetch();
        }}
        onTaken={() => {
          answered.current.add(offer.id);
          setEnded("taken");
          refetch();
        }}
      />
    );
  return ended ? <EndedScreen ended={ended} onClose={() => setEnded(undefined)} /> : null;
}

const PICTURES: Record<Ended, LucideIcon> = { expired: TimerOff, taken: HandHelping };

/** Too late: why, and that it is no harm. */
function EndedScreen({ ended, onClose }: { ended: Ended; onClose: () => void }) {
  const { t } = useLanguage();
  const Picture = PICTURES[ended];
  return (
    <Dialog open fullScreen aria-labelledby="order-ended">
      <Box
        sx={{
          minHeight: "100%",
          display: "grid",
          gridTemplateRows: "1fr auto",
          p: 3,
          boxSizing: "border-box",
          bgcolor: "background.default",
        }}
      >
        <Box
          sx={{
            display: "grid",
            gap: 1.5,
            placeContent: "center",
            justifyItems: "center",
            textAlign: "center",
          }}
        >
          <Box sx={{ color: "text.secondary" }}>
            <Picture size={72} strokeWidth={1.4} aria-hidden />
          </Box>
          <Typography variant="h1" component="p" id="order-ended">
            {t(`ended.${ended}`)}
          </Typography>
          <Typography color="text.secondary">{t(`ended.${ended}_text`)}</Typography>
        </Box>
        <Button variant="contained" size="large" sx={{ minHeight: 72, fontSize: "1.3rem" }} onClick={onClose}>
          {t("ended.ok")}
        </Button>
      </Box>
    </Dialog>
  );
}
