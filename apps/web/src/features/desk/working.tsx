import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Camera, ReceiptText } from "lucide-react";
import { useRef, useState } from "react";
import type { BookingOut } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { BOOKING_PHOTO } from "@/shared/lib/shrink-photo";
import { useAction } from "@/shared/lib/use-action";
import { usePhoto } from "@/shared/lib/use-photo";
import { useNotices } from "@/shared/ui/notices";
import { completionOf, isComplete, ticked } from "@/shared/visit/completion";
import { big } from "./big";
import { Checklist } from "./checklist";
import { Pause } from "./pause";
import { readDraft } from "./proposal";
import { ProposalBuilder } from "./proposal-builder";
import type { WorkPhoto } from "./queue/queue";
import { useQueue, useWaiting } from "./queue/use-queue";

/** The work itself: pictures, extra work, a pause, the end. */
export function Working({ job }: { job: BookingOut }) {
  const { t, format } = useLanguage();
  const { perform } = useQueue();
  const [asking, setAsking] = useState(false);
  const [adding, setAdding] = useState(() => readDraft("change", job.id).open === true);
  const { act, busy } = useAction();
  const photos = usePhotos(job);
  // Parts that are charged need their picture: the server refuses the end without one.
  const parts = job.price.lines.some((line) => line.kind === "parts");
  const missing = parts && photos("parts") === 0;
  const asked = completionOf(job);
  const done = ticked(asked, useTicks(job));
  const complete = isComplete(asked, done, photos("before"), photos("completion"));
  if (adding) return <ProposalBuilder job={job} kind="change" onClose={() => setAdding(false)} />;
  return (
    <Box sx={{ display: "grid", gap: 1.25 }}>
      {asked.minPhotosBefore > 0 && (
        <Photo
          job={job}
          purpose="before"
          count={photos("before")}
          needed={photos("before") < asked.minPhotosBefore}
        />
      )}
      <Checklist job={job} done={done} />
      <Photo
        job={job}
        purpose="completion"
        count={photos("completion")}
        needed={photos("completion") < asked.minPhotosAfter}
      />
      <Photo job={job} purpose="parts" count={photos("parts")} needed={missing} />
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        <Button variant="outlined" onClick={() => setAdding(true)}>
          {t("job.change")}
        </Button>
        <Pause job={job} />
      </Box>
      {missing && <Alert severity="warning">{t("job.parts_missing")}</Alert>}
      {!complete && (
        <Alert severity="info">
          {t("job.asked", { before: asked.minPhotosBefore, after: asked.minPhotosAfter })}
        </Alert>
      )}
      {asking && (
        <Alert severity="warning">{t("job.complete_sure", { total: format.money(job.price.total) })}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={missing || !complete}
        sx={big}
        onClick={() => (asking ? void act(() => perform(job.id, { kind: "complete" })) : setAsking(true))}
      >
        {t("job.complete")}
      </Button>
    </Box>
  );
}

/** The ticks that wait to be sent. */
function useTicks(job: BookingOut) {
  return useWaiting(job.id).flatMap((one) =>
    one.action.kind === "tick" && !one.refused ? [one.action] : [],
  );
}

/** How many pictures there are of a kind, those that wait included. */
function usePhotos(job: BookingOut) {
  const waiting = useWaiting(job.id);
  return (purpose: WorkPhoto) =>
    job.photos.filter((one) => (one.purpose as WorkPhoto) === purpose).length +
    waiting.filter((one) => one.action.kind === "photo" && one.action.purpose === purpose && !one.refused)
      .length;
}

const PHOTO_WORDS = {
  parts: "job.photo_parts",
  before: "job.photo_before",
  completion: "job.photo_done",
} as const;

interface PhotoProps {
  job: BookingOut;
  purpose: "parts" | "before" | "completion";
  count: number;
  needed?: boolean;
}

function Photo({ job, purpose, count, needed }: PhotoProps) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const { perform } = useQueue();
  const { act, busy } = useAction();
  const { prepare, wrong } = usePhoto(BOOKING_PHOTO);
  const field = useRef<HTMLInputElement>(null);
  const Picture = purpose === "parts" ? ReceiptText : Camera;
  const send = (chosen: File | undefined) => {
    if (chosen)
      void act(async () => {
        const [file] = await prepare([chosen]);
        if (!file) return;
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
          {t(PHOTO_WORDS[purpose])}
        </Box>
        {count > 0 && <span>{t("job.photos", { count })}</span>}
      </Button>
      {wrong && <Alert severity="error">{wrong}</Alert>}
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
