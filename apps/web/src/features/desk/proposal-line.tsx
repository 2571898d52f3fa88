import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { Camera, Check, CloudUpload, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import type { BookingPhotoOut } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { upload } from "@/shared/api/upload";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { today } from "@/shared/lib/clock";
import { newId } from "@/shared/lib/id";
import { BOOKING_PHOTO } from "@/shared/lib/shrink-photo";
import { usePhoto } from "@/shared/lib/use-photo";
import { TextField } from "@/shared/ui/text-field";
import { type DraftLine, piastres } from "./proposal";
import { outcomeOf } from "./queue/queue";
import { useQueue, useWaiting } from "./queue/use-queue";

type SetLine = (change: Partial<DraftLine>) => void;

interface Props {
  job: BookingOut;
  line: DraftLine;
  needsPhoto: boolean;
  onChange: SetLine;
  onRemove?: () => void;
}

/** One item of a proposal. */
export function ProposalLine({ job, line, needsPhoto, onChange: set, onRemove }: Props) {
  const { t } = useLanguage();
  const isBad = line.price !== "" && piastres(line.price) === null;
  return (
    <Box sx={{ display: "grid", gap: 1.25, borderBlockEnd: 1, borderColor: "line", pb: 2 }}>
      <Box sx={{ display: "flex", gap: 1 }}>
        {(["labour", "parts"] as const).map((one) => (
          <Button
            key={one}
            size="small"
            variant={line.kind === one ? "contained" : "outlined"}
            aria-pressed={line.kind === one}
            onClick={() => set({ kind: one })}
            sx={{ minHeight: 44 }}
          >
            {t(one === "labour" ? "job.labour" : "job.part")}
          </Button>
        ))}
        <Box sx={{ flex: 1 }} />
        {onRemove && (
          <IconButton aria-label={t("job.remove_line")} onClick={onRemove}>
            <Trash2 size={20} aria-hidden />
          </IconButton>
        )}
      </Box>
      <TextField
        label={t("job.line")}
        value={line.name}
        onChange={(event) => set({ name: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 120, dir: "auto" } }}
      />
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 2fr", gap: 1.25 }}>
        <TextField
          label={t("job.qty")}
          value={line.quantity || ""}
          onChange={(event) => set({ quantity: Number.parseInt(latinDigits(event.target.value), 10) || 0 })}
          slotProps={{ htmlInput: { inputMode: "numeric", dir: "ltr", maxLength: 4 } }}
        />
        <TextField
          label={t("job.unit_price")}
          value={line.price}
          error={isBad}
          helperText={isBad && t("job.bad_price")}
          onChange={(event) => set({ price: event.target.value })}
          slotProps={{ htmlInput: { inputMode: "decimal", dir: "ltr" } }}
        />
      </Box>
      {needsPhoto && line.kind === "parts" && <PartPhoto job={job} line={line} set={set} />}
    </Box>
  );
}

/**
 * A part's picture goes at once: the change order names it. Without a network it waits in the queue,
 * before the order that names it.
 */
function PartPhoto({ job, line, set }: { job: BookingOut; line: DraftLine; set: SetLine }) {
  const { t } = useLanguage();
  const { perform } = useQueue();
  const waiting = useWaiting(job.id);
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const { prepare, wrong } = usePhoto(BOOKING_PHOTO);
  const { photoId, picture } = line;
  const waits =
    picture !== undefined &&
    waiting.some(({ action }) => action.kind === "photo" && action.file.size === picture.size);
  const keep = async (file: Blob, perhaps: boolean) => {
    const since = today().toISOString();
    const state = await perform(job.id, { kind: "photo", purpose: "parts", file, perhaps });
    if (state !== "refused") set({ picture: { size: file.size, since }, photoId: undefined });
  };
  const send = async (chosen: File | undefined) => {
    if (!chosen) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const [file] = await prepare([chosen]);
      if (!file) return;
      if (!navigator.onLine) return await keep(file, false);
      const photo = await upload<BookingPhotoOut>({
        url: `/api/v1/bookings/${job.id}/photos`,
        fields: { purpose: "parts", file },
        key: `web-${newId()}`,
      }).catch(async (error: unknown) => {
        const found = asProblem(error);
        if (found && outcomeOf(found).state === "refused") throw error;
        // It may have arrived although nobody said so.
        await keep(file, true);
      });
      if (photo) set({ photoId: photo.id, picture: undefined });
    } catch (error) {
      const found = asProblem(error);
      setProblem(found?.errors[0]?.message ?? (found?.title || t("paper.lost")));
    } finally {
      setBusy(false);
    }
  };
  const there = photoId !== undefined || picture !== undefined;
  return (
    <>
      <Button
        variant="outlined"
        loading={busy}
        loadingPosition="start"
        startIcon={there && !waits ? <Check size={20} aria-hidden /> : <Camera size={20} aria-hidden />}
        onClick={() => field.current?.click()}
      >
        {t(waits ? "paper.again" : there ? "job.part_shown" : "job.photo_parts")}
      </Button>
      {waits && (
        <Alert severity="info" icon={<CloudUpload aria-hidden />}>
          {t("job.part_waits")}
        </Alert>
      )}
      {(wrong ?? problem) && <Alert severity="error">{wrong ?? problem}</Alert>}
      <input
        ref={field}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        data-testid="part-photo"
        onChange={(event) => {
          void send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}
