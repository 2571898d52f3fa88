import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { Repeat } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type PlanRhythm, useCreatePlanMutation } from "@/generated/mine";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { planOf } from "@/shared/order/plan";
import { Rhythms } from "@/shared/order/rhythms";
import { TimeSheet } from "./time-sheet";

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
  const [create] = useCreatePlanMutation();
  const { address, service, provider } = booking;
  const save = async (at: string) => {
    const visit = {
      serviceId: service.id,
      quantity: service.quantity,
      providerId: provider?.id,
      paymentMethod: booking.paymentMethod,
      notes: booking.instructions || undefined,
      address: address ?? undefined,
    };
    await create({ planIn: planOf(visit, rhythm, at) }).unwrap();
    onClose();
    navigate("/account/plans");
  };
  return (
    <TimeSheet
      booking={booking}
      providerId={provider?.id}
      priced
      title={t("plan.make")}
      heading={t("plan.first")}
      action={t("plan.save")}
      said={t("plan.made")}
      send={save}
      onClose={onClose}
    >
      <Alert severity="info">{t("plan.text")}</Alert>
      <Rhythms chosen={rhythm} onChoose={(one) => one && setRhythm(one)} />
    </TimeSheet>
  );
}
