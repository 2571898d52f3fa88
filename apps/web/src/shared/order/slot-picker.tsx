import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import type { LatLng } from "@/generated/guest";
import { type SlotOut, useListSlotsQuery } from "@/generated/slots";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";
import { DayStrip, Times } from "./when";
import { dayStrip } from "./windows";

interface Props {
  serviceId: string;
  pin: LatLng;
  quantity?: number;
  /** Only this technician's times. */
  providerId?: string;
  chosen: string;
  onChoose: (startsAt: string) => void;
  /** Times that turned out to be somebody else's. */
  taken?: string[];
}

/** Days and times that somebody can really keep. */
export function SlotPicker({ serviceId, pin, quantity, providerId, chosen, onChoose, taken = [] }: Props) {
  const { t, format } = useLanguage();
  const days = dayStrip(new Date());
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
  const empty = all.filter((day) => day.slots.length === 0).map((day) => day.date);
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      <DayStrip days={days} empty={empty} chosen={shown?.date ?? ""} onChoose={setPicked} />
      {shown?.holiday && <Alert severity="info">{format.pick(shown.holiday)}</Alert>}
      {shown && shown.slots.length > 0 ? (
        <Times
          times={shown.slots.map((slot) => ({
            at: slot.startsAt,
            label: format.time(slot.startsAt),
            note: slot.surgeBasisPoints
              ? t("time.surge", { percent: format.percent(slot.surgeBasisPoints / 10_000) })
              : undefined,
          }))}
          chosen={shown.slots.find((slot) => same(slot.startsAt, chosen))?.startsAt ?? ""}
          onChoose={onChoose}
        />
      ) : (
        <Typography color="text.secondary">{t("time.none")}</Typography>
      )}
    </Box>
  );
}

const same = (one: string, other: string) => Date.parse(one) === Date.parse(other);
