import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useState } from "react";
import type { LatLng, Pricing } from "@/generated/guest";
import { type SlotOut, useListSlotsQuery } from "@/generated/slots";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { today } from "@/shared/lib/clock";
import { Failure, Loading } from "@/shared/ui/states";
import { beside, type SlotPrices, slotPrices } from "./slot-prices";
import { DayStrip, Times } from "./when";
import { dayStrip } from "./windows";

interface Props {
  serviceId: string;
  pin: LatLng;
  quantity?: number;
  /** Only this technician's times. */
  providerId?: string;
  /** What a time's price is the price of. Without it none is shown: it is agreed already. */
  pricing?: Pricing;
  chosen: string;
  onChoose: (startsAt: string) => void;
  /** Orders with whoever is free, where this technician has no time at all. */
  onAnybody?: () => void;
  /** Times that turned out to be somebody else's. */
  taken?: string[];
}

/** Days and times that somebody can really keep. */
export function SlotPicker(props: Props) {
  const { serviceId, pin, quantity, providerId, pricing, chosen, onChoose, onAnybody, taken = [] } = props;
  const { t, format } = useLanguage();
  const days = dayStrip(today());
  const { data, error, refetch } = useListSlotsQuery(
    { serviceId, lat: pin.lat, lng: pin.lng, days: days.length, quantity, providerId },
    { refetchOnMountOrArgChange: 30 },
  );
  const [picked, setPicked] = useState<string>();
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (!data) return <Loading rows={2} height={90} />;
  // One's own hold makes a time vanish from the list: it stays to be seen.
  const chosenDay = chosen && cairoDay(new Date(chosen));
  const slotsOf = (date: string, slots: SlotOut[]) => {
    const free = slots.filter((slot) => !taken.includes(slot.startsAt));
    if (chosenDay !== date || free.some((slot) => same(slot.startsAt, chosen))) return free;
    const own: SlotOut = { startsAt: chosen, localTime: "", technicians: "one" };
    return [...free, own].sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
  };
  const all = data.days.map((day) => ({ ...day, slots: slotsOf(day.date, day.slots) }));
  const shown =
    all.find((day) => day.date === (picked ?? (chosenDay || undefined))) ??
    all.find((day) => day.slots.length > 0);
  const prices = pricing && slotPrices(data.days);
  const marks = new Set(prices?.differ ? shown?.slots.map((slot) => beside(slot, prices)) : []);
  const noteOf = (slot: SlotOut) => {
    if (prices?.differ) return slot.price && <Price slot={slot} prices={prices} />;
    const { surgeBasisPoints: surge } = slot;
    return pricing && !prices && surge
      ? t("time.surge", { percent: format.percent(surge / 10_000) })
      : undefined;
  };
  const empty = all.filter((day) => day.slots.length === 0).map((day) => day.date);
  if (empty.length === all.length)
    return (
      <Alert
        severity="info"
        sx={{ "& .MuiAlert-message": { display: "grid", gap: 1, justifyItems: "start" } }}
      >
        {t(providerId ? "time.none_with" : "time.none_at_all")}
        {providerId && onAnybody && (
          <Button variant="outlined" onClick={onAnybody}>
            {t("time.anybody")}
          </Button>
        )}
      </Alert>
    );
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      {prices && (
        <Typography variant="body2" color="text.secondary">
          {prices.differ
            ? t(pricing === "inspection_first" ? "time.fee_differs" : "time.price_differs")
            : t(pricing === "inspection_first" ? "time.fee_all" : "time.price_all", {
                price: format.money({ amount: prices.usual, currency: "EGP" }),
              })}
        </Typography>
      )}
      <DayStrip days={days} empty={empty} chosen={shown?.date ?? ""} onChoose={setPicked} />
      {shown?.holiday && <Alert severity="info">{format.pick(shown.holiday)}</Alert>}
      {shown && shown.slots.length > 0 ? (
        <Times
          times={shown.slots.map((slot) => ({
            at: slot.startsAt,
            label: format.time(slot.startsAt),
            note: noteOf(slot),
          }))}
          chosen={shown.slots.find((slot) => same(slot.startsAt, chosen))?.startsAt ?? ""}
          onChoose={onChoose}
        />
      ) : (
        <Typography color="text.secondary">{t("time.none")}</Typography>
      )}
      {(["dearer", "cheaper"] as const).map(
        (mark) =>
          marks.has(mark) && (
            <Typography key={mark} variant="body2" color="text.secondary">
              <Mark of={mark} /> {t(`time.${mark}`)}
            </Typography>
          ),
      )}
    </Box>
  );
}

const ARROWS = { dearer: ArrowUp, cheaper: ArrowDown };

/** Told by its shape, so that nobody needs to see colours. */
function Mark({ of, label }: { of: keyof typeof ARROWS; label?: string }) {
  const Arrow = ARROWS[of];
  const name = label ? ({ role: "img", "aria-label": label } as const) : ({ "aria-hidden": true } as const);
  return <Arrow size={14} strokeWidth={3} style={{ verticalAlign: "-2px" }} {...name} />;
}

function Price({ slot, prices }: { slot: SlotOut; prices: SlotPrices }) {
  const { t, format } = useLanguage();
  const mark = beside(slot, prices);
  return (
    <>
      {slot.price && format.money(slot.price)}
      {mark !== "usual" && (
        <>
          {" "}
          <Mark of={mark} label={t(`time.${mark}`)} />
        </>
      )}
    </>
  );
}

const same = (one: string, other: string) => Date.parse(one) === Date.parse(other);
