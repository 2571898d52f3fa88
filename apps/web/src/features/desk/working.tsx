import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Camera, ReceiptText } from "lucide-react";
import { useRef, useState } from "react";
import type { BookingPhotoPurpose } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { shrinkPhoto } from "@/shared/lib/shrink-photo";
import { useAction } from "@/shared/lib/use-action";
import { useNotices } from "@/shared/ui/notices";
import { big } from "./big";
import { Pause } from "./pause";
import { ProposalBuilder } from "./proposal-builder";
import { useQueue, useWaiting } from "./queue/use-queue";

/** The work itself: pictures, extra work, a pause, the end. */
export function Working({ job }: { job: BookingOut }) {
  const { t, format } = useLanguage();
  const { perform } = useQueue();
  const [asking, setAsking] = useState(false);
  const [adding, setAdding] = useState(false);
  const { act, busy } = useAction();
  const photos = usePhotos(job);
  // Parts that are charged need their picture: the server refuses the end without one.
  const parts = job.price.lines.some((line) => line.kind === "parts");
  const missing = parts && photos("parts") === 0;
  if (adding) return <ProposalBuilder job={job} kind="change" onClose={() => setAdding(false)} />;
  return (
    <Box sx={{ display: "grid", gap: 1.25 }}>
      <Photo job={job} purpose="completion" count={photos("completion")} />
      <Photo job={job} purpose="parts" count={photos("parts")} needed={missing} />
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        <Button variant="outlined" onClick={() => setAdding(true)}>
          {t("job.change")}
        </Button>
        <Pause job={job} />
      </Box>
      {missing && <Alert severity="warning">{t("job.parts_missing")}</Alert>}
      {asking && (
        <Alert severity="warning">{t("job.complete_sure", { total: format.money(job.price.total) })}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={missing}
        sx={big}
        onClick={() => (asking ? void act(() => perform(job.id, { kind: "complete" })) : setAsking(true))}
      >
        {t("job.complete")}
      </Button>
    </Box>
  );
}

/** How many pictures there are of a kind, those that wait included. */
function usePhotos(job: BookingOut) {
  const waiting = useWaiting(job.id);
  return (purpose: BookingPhotoPurpose) =>
    job.photos.filter((one) => one.purpose === purpose).length +
    waiting.filter((one) => one.action.kind === "photo" && one.action.purpose === purpose && !one.refused)
      .length;
}

interface PhotoProps {
  job: BookingOut;
  purpose: "parts" | "completion";
  count: number;
  needed?: boolean;
}

function Photo({ job, purpose, count, needed }: PhotoProps) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const { perform } = useQueue();
  const { act, busy } = useAction();
  const field = useRef<HTMLInputElement>(null);
  const Picture = purpose === "parts" ? ReceiptText : Camera;
  const send = (chosen: File | undefined) => {
    if (chosen)
      void act(async () => {
        const file = await shrinkPhoto(chosen);
        const state = await perform(job.id, { kind: "photo", purpose, file });
        if (state !== "refused") say(t(state === "done" ? "job.photo_sent" : "job.photo_waits"));
      });
  };
  return (
    <>
      <Button
        variant="outlined"
        size="large"
        color={needed ? "warning" : "primary"}
        loading={busy}
        loadingPosition="start"
        startIcon={<Picture size={22} aria-hidden />}
        onClick={() => field.current?.click()}
        sx={{ justifyContent: "flex-start" }}
      >
        <Box component="span" sx={{ flex: 1, textAlign: "start" }}>
          {t(purpose === "parts" ? "job.photo_parts" : "job.photo_done")}
        </Box>
        {count > 0 && <span>{t("job.photos", { count })}</span>}
      </Button>
      <input
        ref={field}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        data-testid={`photo-${purpose}`}
        onChange={(event) => {
          send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}
