import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { Camera, X } from "lucide-react";
import { useRef, useState } from "react";
import { ask } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { BOOKING_PHOTO } from "@/shared/lib/shrink-photo";
import { useObjectUrl } from "@/shared/lib/use-object-url";
import { usePhoto } from "@/shared/lib/use-photo";
import { useNotices } from "@/shared/ui/notices";

export interface Picture {
  id: string;
  blob: Blob;
}

const MOST = 10;

interface Props {
  bookingId: string;
  purpose: "dispute" | "warranty";
  pictures: Picture[];
  onChange: (pictures: Picture[]) => void;
}

/** Pictures that show it; each is sent as soon as it is taken. */
export function PhotoPicker({ bookingId, purpose, pictures, onChange }: Props) {
  const { t } = useLanguage();
  const { refuse } = useNotices();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const { prepare, wrong } = usePhoto(BOOKING_PHOTO);
  const add = async (files: File[]) => {
    setBusy(true);
    const added: Picture[] = [];
    try {
      for (const blob of await prepare(files.slice(0, MOST - pictures.length))) {
        const body = { purpose, file: blob };
        const made = await ask<{ id: string }>({
          url: `/api/v1/bookings/${bookingId}/photos`,
          method: "POST",
          body,
        });
        added.push({ id: made.id, blob });
      }
    } catch (error) {
      refuse(error);
    } finally {
      setBusy(false);
      if (added.length > 0) onChange([...pictures, ...added]);
    }
  };
  return (
    <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", alignItems: "center" }}>
      {pictures.map((one) => (
        <Thumb key={one.id} picture={one} onRemove={() => onChange(pictures.filter((p) => p !== one))} />
      ))}
      {pictures.length < MOST && (
        <Button
          variant="outlined"
          loading={busy}
          startIcon={<Camera aria-hidden />}
          sx={{ minHeight: 56 }}
          onClick={() => input.current?.click()}
        >
          {t("photos.add")}
        </Button>
      )}
      {wrong && (
        <Alert severity="error" sx={{ flexBasis: "100%" }}>
          {wrong}
        </Alert>
      )}
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        onChange={(event) => {
          void add(Array.from(event.target.files ?? []));
          event.target.value = "";
        }}
      />
    </Box>
  );
}

function Thumb({ picture, onRemove }: { picture: Picture; onRemove: () => void }) {
  const { t } = useLanguage();
  const src = useObjectUrl(picture.blob);
  return (
    <Box sx={{ position: "relative" }}>
      <Box
        component="img"
        src={src}
        alt={t("talk.photo")}
        sx={{ width: 72, height: 72, objectFit: "cover", borderRadius: "12px", display: "block" }}
      />
      <IconButton
        size="small"
        aria-label={t("photos.remove")}
        onClick={onRemove}
        sx={{
          position: "absolute",
          insetBlockStart: -10,
          insetInlineEnd: -10,
          bgcolor: "background.paper",
          border: 1,
          borderColor: "line",
        }}
      >
        <X size={16} aria-hidden />
      </IconButton>
    </Box>
  );
}
