import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { Camera, Check, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import type { BookingPhotoOut } from "@/generated/desk";
import type { BookingOut } from "@/generated/visit";
import { asProblem } from "@/shared/api/problem";
import { upload } from "@/shared/api/upload";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { newId } from "@/shared/lib/id";
import { shrinkPhoto } from "@/shared/lib/shrink-photo";
import { TextField } from "@/shared/ui/text-field";
import { type DraftLine, piastres } from "./proposal";

interface Props {
  job: BookingOut;
  line: DraftLine;
  needsPhoto: boolean;
  onChange: (next: DraftLine) => void;
  onRemove?: () => void;
}

/** One item of a proposal. */
export function ProposalLine({ job, line, needsPhoto, onChange, onRemove }: Props) {
  const { t } = useLanguage();
  const set = (change: Partial<DraftLine>) => onChange({ ...line, ...change });
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
          error={line.price !== "" && piastres(line.price) === null}
          onChange={(event) => set({ price: event.target.value })}
          slotProps={{ htmlInput: { inputMode: "decimal", dir: "ltr" } }}
        />
      </Box>
      {needsPhoto && line.kind === "parts" && (
        <PartPhoto job={job} photoId={line.photoId} onPhoto={(photoId) => set({ photoId })} />
      )}
    </Box>
  );
}

/** A part's picture goes at once: the change order names it. */
function PartPhoto({
  job,
  photoId,
  onPhoto,
}: {
  job: BookingOut;
  photoId?: string;
  onPhoto: (id: string) => void;
}) {
  const { t } = useLanguage();
  const field = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const send = async (chosen: File | undefined) => {
    if (!chosen) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const file = await shrinkPhoto(chosen);
      const photo = await upload<BookingPhotoOut>({
        url: `/api/v1/bookings/${job.id}/photos`,
        fields: { purpose: "parts", file },
        key: `web-${newId()}`,
      });
      onPhoto(photo.id);
    } catch (error) {
      const found = asProblem(error);
      setProblem(found?.errors[0]?.message ?? (found?.title || t("paper.lost")));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="outlined"
        loading={busy}
        loadingPosition="start"
        startIcon={photoId ? <Check size={20} aria-hidden /> : <Camera size={20} aria-hidden />}
        onClick={() => field.current?.click()}
      >
        {t(photoId ? "job.part_shown" : "job.photo_parts")}
      </Button>
      {problem && <Alert severity="error">{problem}</Alert>}
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
