import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";
import { TextField } from "@/shared/ui/text-field";
import { toWhole } from "../parts/numbers";

const LONGEST_H = 168;

/** A new secret takes the place of one; for how long the one before stays good. */
export function OverlapSheet({
  title,
  text,
  run,
  onClose,
}: {
  title: string;
  text: string;
  run: (hours: number) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const { act, busy } = useAction();
  const [typed, setTyped] = useState("24");
  const hours = toWhole(typed);
  const wrong = hours === undefined || hours > LONGEST_H;
  const send = async () => {
    if (hours !== undefined && (await act(() => run(hours)))) onClose();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <Typography>{text}</Typography>
      <TextField
        name="overlapHours"
        label={t("key.overlap")}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        error={wrong}
        helperText={t("key.overlap_hint")}
        autoFocus
        slotProps={{ htmlInput: { dir: "ltr", inputMode: "numeric" } }}
      />
      <Button variant="contained" size="large" loading={busy} disabled={wrong} onClick={() => void send()}>
        {t("key.rotate")}
      </Button>
    </Sheet>
  );
}
