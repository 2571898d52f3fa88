import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { CalendarClock, Zap } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useGetServiceQuery, useGetZoneAtQuery } from "@/generated/guest";
import { useLanguage } from "@/shared/i18n/provider";
import { useDraft } from "@/shared/order/draft";
import { keeper } from "@/shared/order/held-time";
import { SlotPicker } from "@/shared/order/slot-picker";
import { usePin } from "@/shared/order/use-pin";
import { Choice, Choices } from "@/shared/ui/choice";
import { Failure } from "@/shared/ui/states";
import { ActionBar } from "@/shared/ui/surface";
import { useHeldTime } from "./use-held-time";

/** When: now, or a day and a time that somebody can keep. */
export function TimeStep() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [draft, change] = useDraft();
  const { pin, error: noPin, retry } = usePin();
  const { isTaken } = useHeldTime();
  const zone = useGetZoneAtQuery({ lat: pin?.lat ?? 0, lng: pin?.lng ?? 0 }, { skip: !pin });
  const service = useGetServiceQuery({ id: draft.serviceId ?? "" }, { skip: !draft.serviceId });
  const openNow = zone.data?.openNow ?? true;
  const start = draft.start ?? (openNow ? "now" : "");
  const [wantsLater, setLater] = useState(draft.start !== undefined && draft.start !== "now");
  const later = wantsLater || !openNow;
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
            if (draft.held) keeper.release(draft.held);
            change({ start: "now", held: undefined });
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
      {isTaken && <Alert severity="warning">{t("time.taken")}</Alert>}
      {later && !pin && noPin !== undefined && <Failure error={noPin} onRetry={retry} />}
      {later && pin && draft.serviceId && (
        <SlotPicker
          serviceId={draft.serviceId}
          pin={pin}
          quantity={draft.quantity}
          providerId={draft.providerId}
          pricing={service.data?.pricing}
          chosen={isTaken || start === "now" ? "" : start}
          taken={draft.taken}
          onChoose={(at) => change({ start: at })}
          onAnybody={() => change({ providerId: undefined })}
        />
      )}
      <ActionBar>
        <Button
          variant="contained"
          size="large"
          disabled={later && (start === "" || start === "now" || isTaken)}
          onClick={next}
        >
          {t("act.next")}
        </Button>
      </ActionBar>
    </>
  );
}
