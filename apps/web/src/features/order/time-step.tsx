import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { CalendarClock, Zap } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useGetZoneAtQuery, useListAddressesQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { useDraft } from "@/shared/order/draft";
import { DayStrip, Times } from "@/shared/order/when";
import { dayStrip, timesOf } from "@/shared/order/windows";
import { Choice, Choices } from "@/shared/ui/choice";
import { ActionBar } from "@/shared/ui/surface";

/** When: now, or a day and an hour. */
export function TimeStep() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [draft, change] = useDraft();
  const addresses = useListAddressesQuery({ limit: 10 }, { skip: !draft.addressId });
  const pin = draft.addressId
    ? addresses.data?.items.find((a) => a.id === draft.addressId)?.pin
    : draft.place?.pin;
  const zone = useGetZoneAtQuery({ lat: pin?.lat ?? 0, lng: pin?.lng ?? 0 }, { skip: !pin });
  const openNow = zone.data?.openNow ?? true;
  const days = dayStrip(new Date());
  const start = draft.start ?? (openNow ? "now" : "");
  const [later, setLater] = useState(start !== "now");
  const [day, setDay] = useState(start.includes("T") ? start.slice(0, 10) : (days[1] ?? days[0] ?? ""));
  const times = timesOf(day, zone.data?.openingHours ?? undefined, new Date());
  const next = () => {
    change({ start: later ? start : "now", quoteId: undefined });
    navigate("/order/check");
  };
  return (
    <>
      <Choices label={t("order.when")}>
        <Choice
          icon={<Zap aria-hidden />}
          title={t("time.now")}
          text={openNow ? t("time.now_text") : t("time.closed_now")}
          disabled={!openNow}
          chosen={!later}
          onChoose={() => {
            setLater(false);
            change({ start: "now" });
          }}
        />
        <Choice
          icon={<CalendarClock aria-hidden />}
          title={t("time.later")}
          text={t("time.later_text")}
          chosen={later}
          onChoose={() => {
            setLater(true);
            change({ start: undefined });
          }}
        />
      </Choices>
      {later && (
        <Box sx={{ display: "grid", gap: 2 }}>
          <DayStrip days={days} chosen={day} onChoose={setDay} />
          {times.length > 0 ? (
            <Times times={times} chosen={start} onChoose={(at) => change({ start: at })} />
          ) : (
            <Typography color="text.secondary">{t("time.none")}</Typography>
          )}
        </Box>
      )}
      <ActionBar>
        <Button variant="contained" size="large" disabled={later && !start.includes("T")} onClick={next}>
          {t("act.next")}
        </Button>
      </ActionBar>
    </>
  );
}
