import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Skeleton from "@mui/material/Skeleton";
import { MapPin, Play } from "lucide-react";
import { useEffect, useState } from "react";
import type { LatLng } from "@/generated/guest";
import { fetchBlobUrl } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { LazyMap } from "@/shared/map/lazy-map";
import { Sheet } from "@/shared/ui/sheet";

/** A file that needs the token, as an address for the page; forgotten with the screen. */
function useFile(url: string, wanted = true) {
  const [file, setFile] = useState<{ at?: string; failed?: boolean }>({});
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!wanted || !url) return;
    let made: string | undefined;
    let gone = false;
    setFile((before) => (attempt >= 0 && before.failed ? {} : before));
    fetchBlobUrl(url).then(
      (at) => {
        made = at;
        if (gone) URL.revokeObjectURL(at);
        else setFile({ at });
      },
      () => !gone && setFile({ failed: true }),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [url, wanted, attempt]);
  return { ...file, again: () => setAttempt((n) => n + 1) };
}

interface PhotoProps {
  url?: string;
  src?: string;
  /** What is to be seen, where more is known than that it is a picture. */
  label?: string;
  /** A square frame of so many pixels. */
  size?: number;
}

/** A picture in a small frame; a tap shows it whole. */
export function Photo({ url, src, label, size }: PhotoProps) {
  const { t } = useLanguage();
  const [width, height] = size ? [size, size] : [220, 165];
  const name = label ?? t("talk.photo");
  const file = useFile(url ?? "");
  const [open, setOpen] = useState(false);
  const at = src ?? file.at;
  if (file.failed)
    return (
      <Button size="small" onClick={file.again}>
        {t("talk.photo_failed")}
      </Button>
    );
  if (!at) return <Skeleton variant="rounded" width={width} height={height} />;
  return (
    <>
      <Box
        component="button"
        type="button"
        onClick={() => setOpen(true)}
        aria-label={label ?? t("talk.photo_open")}
        sx={{ border: 0, p: 0, bgcolor: "transparent", cursor: "zoom-in", display: "block" }}
      >
        <Box
          component="img"
          src={at}
          alt={name}
          sx={{ display: "block", width, height, objectFit: "cover", borderRadius: "15px" }}
        />
      </Box>
      {open && (
        <Sheet title={name} onClose={() => setOpen(false)}>
          <Box component="img" src={at} alt={name} sx={{ width: "100%", borderRadius: "12px" }} />
        </Sheet>
      )}
    </>
  );
}

/** A voice note: loaded when somebody wants to hear it. */
export function Voice({ url, src, seconds }: { url?: string; src?: string; seconds?: number }) {
  const { t, format } = useLanguage();
  const [wanted, setWanted] = useState(false);
  const file = useFile(url ?? "", wanted);
  const at = src ?? file.at;
  if (at && (wanted || src)) return <Player at={at} label={t("talk.voice")} autoPlay={wanted} />;
  return (
    <Button
      startIcon={<Play aria-hidden />}
      loading={wanted && !file.failed}
      onClick={() => (file.failed ? file.again() : setWanted(true))}
    >
      {t("talk.voice")} {seconds !== undefined && format.clock(seconds)}
    </Button>
  );
}

function Player({ at, label, autoPlay }: { at: string; label: string; autoPlay: boolean }) {
  return (
    <audio
      controls
      src={at}
      aria-label={label}
      autoPlay={autoPlay}
      style={{ maxWidth: "100%", height: 44 }}
    />
  );
}

/** A place that somebody sent. */
export function SentPlace({ place }: { place: LatLng }) {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button startIcon={<MapPin aria-hidden />} onClick={() => setOpen(true)}>
        {t("talk.place")}
      </Button>
      {open && (
        <Sheet title={t("talk.place")} onClose={() => setOpen(false)}>
          <LazyMap
            label={t("talk.place")}
            center={place}
            zoom={15}
            height={320}
            spots={[{ id: "place", at: place, kind: "technician", label: t("talk.place") }]}
          />
        </Sheet>
      )}
    </>
  );
}
