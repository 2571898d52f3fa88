import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormGroup from "@mui/material/FormGroup";
import Typography from "@mui/material/Typography";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { completionOf } from "@/shared/visit/completion";
import { useQueue } from "./queue/use-queue";

/** What the service wants checked before its work is done; taps wait for the network like all others. */
export function Checklist({ job, done }: { job: BookingOut; done: boolean[] }) {
  const { t, format } = useLanguage();
  const { perform } = useQueue();
  const { act, busy } = useAction();
  const { checklist } = completionOf(job);
  if (checklist.length === 0) return null;
  return (
    <FormGroup role="group" aria-label={t("job.checklist")}>
      <Typography variant="h3" component="h3">
        {t("job.checklist")}
      </Typography>
      {checklist.map(({ text }, item) => (
        <FormControlLabel
          // The list is fixed with the order: the place names the item.
          key={text.en}
          sx={{ minHeight: 48 }}
          control={
            <Checkbox
              checked={done[item] ?? false}
              disabled={busy}
              onChange={(_, now) => void act(() => perform(job.id, { kind: "tick", item, done: now }))}
            />
          }
          label={format.pick(text)}
        />
      ))}
    </FormGroup>
  );
}
