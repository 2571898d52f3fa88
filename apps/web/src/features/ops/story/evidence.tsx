import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { FileDown, ImageOff } from "lucide-react";
import type { BookingOut, BookingPhotoOut } from "@/generated/ops";
import { fetchBlob } from "@/shared/api/request";
import { useLanguage } from "@/shared/i18n/provider";
import { download } from "@/shared/lib/csv";
import { useAction } from "@/shared/lib/use-action";
import { Loading, Message } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { useBlobUrl } from "../parts/blob";
import { useNamed } from "../parts/names";

/** The pictures of a visit, and its signed record that anybody can check offline. */
export default function StoryEvidence({ booking }: { booking: BookingOut }) {
  const { t } = useLanguage();
  const { act, busy } = useAction();
  const record = () =>
    act(async () =>
      download(
        `osta-record-${booking.number}.json`,
        await fetchBlob(`/api/v1/bookings/${booking.id}/record`),
      ),
    );
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: 2 }}>
      <Card>
        <Typography variant="h2">{t("story.record")}</Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
          {t("story.record_text")}
        </Typography>
        <Button
          variant="outlined"
          loading={busy}
          startIcon={<FileDown size={18} aria-hidden />}
          onClick={() => void record()}
        >
          {t("story.record_get")}
        </Button>
      </Card>
      <Card component="section" aria-label={t("story.photos")}>
        <Typography variant="h2">{t("story.photos")}</Typography>
        {booking.photos.length === 0 ? (
          <Message icon={ImageOff} title={t("story.no_photos")} />
        ) : (
          <Box
            sx={{
              display: "grid",
              gap: 1.5,
              mt: 1,
              gridTemplateColumns: "repeat(auto-fill, minmax(200px, 1fr))",
            }}
          >
            {booking.photos.map((photo) => (
              <Photo key={photo.id} bookingId={booking.id} photo={photo} />
            ))}
          </Box>
        )}
      </Card>
    </Box>
  );
}

export function Photo({
  bookingId,
  photo,
}: {
  bookingId: string;
  photo: Pick<BookingPhotoOut, "id"> & Partial<Pick<BookingPhotoOut, "purpose" | "createdAt">>;
}) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { source, error } = useBlobUrl(`/api/v1/bookings/${bookingId}/photos/${photo.id}`);
  const name = photo.purpose ? named(`photo.${photo.purpose}`) : t("story.photos");
  return (
    <Box component="figure" sx={{ m: 0 }}>
      {source ? (
        <a href={source} target="_blank" rel="noreferrer">
          <Box
            component="img"
            src={source}
            alt={name}
            sx={{ width: "100%", aspectRatio: "4/3", objectFit: "cover", borderRadius: "12px" }}
          />
        </a>
      ) : error ? (
        <Typography color="error">{t("chat.no_file")}</Typography>
      ) : (
        <Loading rows={1} height={150} />
      )}
      <Typography component="figcaption" variant="caption">
        {name}
        {photo.createdAt && ` · ${format.dateTime(photo.createdAt)}`}
      </Typography>
    </Box>
  );
}
