import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type BookingOut, useCreateRatingMutation } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useKept } from "@/shared/lib/use-kept";
import { StarInput } from "@/shared/ui/star-input";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { useOwnRating } from "@/shared/visit/use-own-rating";

const ASPECTS = ["quality", "punctuality", "priceFairness", "cleanliness"] as const;

const NOTHING = { quality: 0, punctuality: 0, priceFairness: 0, cleanliness: 0, comment: "" };

/** The customer's word about the visit. */
export function RateVisit({ booking }: { booking: BookingOut }) {
  const { t } = useLanguage();
  const { may, refetch } = useOwnRating(booking.id);
  const [{ comment, ...stars }, change, forget] = useKept(`rating.${booking.id}`, NOTHING);
  const [rate] = useCreateRatingMutation();
  const { act, busy } = useAction(refetch);
  if (!may) return null;
  const labels = {
    quality: t("rate.quality"),
    punctuality: t("rate.punctuality"),
    priceFairness: t("rate.price"),
    cleanliness: t("rate.cleanliness"),
  };
  const send = () =>
    act(async () => {
      const ratingIn = { bookingId: booking.id, ...stars, comment: comment.trim() || undefined };
      await rate({ ratingIn }).unwrap();
      forget();
    }, t("rate.thanks"));
  return (
    <Card sx={{ display: "grid", gap: 1 }} component="section" aria-label={t("rate.title")}>
      <Typography variant="h2">{t("rate.title")}</Typography>
      {ASPECTS.map((aspect) => (
        <StarInput
          key={aspect}
          name={aspect}
          label={labels[aspect]}
          value={stars[aspect]}
          onChange={(value) => change({ [aspect]: value })}
        />
      ))}
      <TextField
        label={t("rate.comment")}
        value={comment}
        onChange={(event) => change({ comment: event.target.value })}
        multiline
        minRows={2}
        slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
      />
      <Typography variant="caption" color="text.secondary">
        {t("rate.hidden")}
      </Typography>
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={ASPECTS.some((aspect) => stars[aspect] === 0)}
        onClick={() => void send()}
      >
        {t("rate.send")}
      </Button>
    </Card>
  );
}
