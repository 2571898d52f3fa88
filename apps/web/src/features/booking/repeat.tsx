import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Repeat } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type PlanRhythm, useCreatePlanMutation } from "@/generated/mine";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { cairoWall } from "@/shared/order/cairo-wall";
import { SlotPicker } from "@/shared/order/slot-picker";
import { Choice, Choices } from "@/shared/ui/choice";
import { Sheet, SheetAction } from "@/shared/ui/sheet";

const RHYTHMS: PlanRhythm[] = ["weekly", "two_weeks", "monthly"];

/** Makes a good visit come again by itself. */
export function RepeatButton({ booking }: { booking: BookingOut }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  if (!booking.address) return null;
  return (
    <>
      <Button variant="outlined" startIcon={<Repeat aria-hidden />} onClick={() => setOpen(true)}>
        {t("plan.make")}
      </Button>
      {open && <RepeatSheet booking={booking} onClose={() => setOpen(false)} />}
    </>
  );
}

function RepeatSheet({ booking, onClose }: { booking: BookingOut; onClose: () => void }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [rhythm, setRhythm] = useState<PlanRhythm>("monthly");
  const [at, setAt] = useState("");
  const [create] = useCreatePlanMutation();
  const { act, busy } = useAction();
  const { address, service, provider } = booking;
  const save = () =>
    act(async () => {
      const { day, time } = cairoWall(at);
      const planIn = {
        serviceId: service.id,
        quantity: service.quantity,
        providerId: provider?.id,
        paymentMethod: booking.paymentMethod,
        notes: booking.instructions || undefined,
        address: address ?? undefined,
        rhythm,
        startsOn: day,
        localTime: time,
      };
      await create({ planIn }).unwrap();
      onClose();
      navigate("/account/plans");
    }, t("plan.made"));
  return (
    <Sheet title={t("plan.make")} onClose={onClose}>
      <Alert severity="info">{t("plan.text")}</Alert>
      <Choices label={t("plan.rhythm")}>
        {RHYTHMS.map((one) => (
          <Choice
            key={one}
            title={t(`plan_rhythm.${one}`)}
            chosen={rhythm === one}
            onChoose={() => setRhythm(one)}
          />
        ))}
      </Choices>
      <Typography variant="h3" component="h3">
        {t("plan.first")}
      </Typography>
      {address && (
        <SlotPicker
          serviceId={service.id}
          pin={address.pin}
          quantity={service.quantity}
          providerId={provider?.id}
          chosen={at}
          onChoose={setAt}
        />
      )}
      <SheetAction>
        <Button
          variant="contained"
          size="large"
          fullWidth
          loading={busy}
          disabled={!at}
          onClick={() => void save()}
        >
          {t("plan.save")}
        </Button>
      </SheetAction>
    </Sheet>
  );
}
