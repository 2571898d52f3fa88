import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { CalendarClock, Zap } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useGetZoneAtQuery, useListAddressesQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { useDraft } from "@/shared/order/draft";
import { useListTimesQuery } from "@/shared/order/slots";
import { DayStrip, Times } from "@/shared/order/when";
import { dayStrip } from "@/shared/order/windows";
import { Choice, Choices } from "@/shared/ui/choice";
import { Failure, Loading } from "@/shared/ui/states";
import { ActionBar } from "@/shared/ui/surface";

/** When: now, or a day and a time that somebody can keep. */
export function TimeStep() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [draft, change] = useDraft();
  const pin = usePin();
  const zone = useGetZoneAtQuery({ lat: pin?.lat ?? 0, lng: pin?.lng ?? 0 }, { skip: !pin });
  const openNow = zone.data?.openNow ?? true;
  const start = draft.start ?? (openNow ? "now" : "");
  const [later, setLater] = useState(start !== "now");
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
      {later && <Slots start={start} />}
      <ActionBar>
        <Button
          variant="contained"
          size="large"
          disabled={later && (start === "" || start === "now")}
          onClick={next}
        >
          {t("act.next")}
        </Button>
      </ActionBar>
    </>
  );
}

function Slots({ start }: { start: string }) {
  const { t, format } = useLanguage();
  const [draft, change] = useDraft();
  const pin = usePin();
  const days = dayStrip(new Date());
  const { data, error, refetch } = useListTimesQuery(
    {
      serviceId: draft.serviceId ?? "",
      lat: pin?.lat ?? 0,
      lng: pin?.lng ?? 0,
      days: days.length,
      quantity: draft.quantity,
      providerId: draft.providerId,
    },
    { skip: !pin || !draft.serviceId, refetchOnMountOrArgChange: 30 },
  );
  const firstWithTimes = data?.days.find((one) => one.slots.length > 0)?.date;
  const [picked, setPicked] = useState<string>();
  const shown = data?.days.find((one) => one.date === (picked ?? firstWithTimes));
  if (error) return <Failure error={error} onRetry={refetch} />;
  if (!data) return <Loading rows={2} height={90} />;
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      <DayStrip
        days={data.days.map((one) => one.date)}
        empty={data.days.filter((one) => one.slots.length === 0).map((one) => one.date)}
        chosen={shown?.date ?? ""}
        onChoose={setPicked}
      />
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
          chosen={start}
          onChoose={(at) => change({ start: at })}
        />
      ) : (
        <Typography color="text.secondary">{t("time.none")}</Typography>
      )}
    </Box>
  );
}

/** Where the work is. */
function usePin() {
  const [draft] = useDraft();
  const addresses = useListAddressesQuery({ limit: 10 }, { skip: !draft.addressId });
  if (!draft.addressId) return draft.place?.pin;
  return addresses.data?.items.find((one) => one.id === draft.addressId)?.pin;
}
