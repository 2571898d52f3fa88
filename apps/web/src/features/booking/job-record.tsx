import Button from "@mui/material/Button";
import { FileDown } from "lucide-react";
import type { BookingOut } from "@/generated/visit";
import { ask } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { saveFile } from "@/shared/lib/save-file";
import { useAction } from "@/shared/lib/use-action";

/** Everything that happened, signed, as a file to keep. */
export function JobRecord({ booking }: { booking: BookingOut }) {
  const { t } = useLanguage();
  const { act, busy } = useAction();
  const save = () =>
    act(async () => {
      const record = await ask<object>({ url: `/api/v1/bookings/${booking.id}/record` });
      const text = JSON.stringify(record, null, 2);
      saveFile(new Blob([text], { type: "application/json" }), `osta-${booking.number}.json`);
    }, t("record.saved"));
  return (
    <Button variant="text" loading={busy} startIcon={<FileDown aria-hidden />} onClick={() => void save()}>
      {t("record.save")}
    </Button>
  );
}
