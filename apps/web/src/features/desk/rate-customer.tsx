import Button from "@mui/material/Button";
import { useState } from "react";
import { type BookingOut, useCreateRatingMutation } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { StarInput } from "@/shared/ui/star-input";
import { Card } from "@/shared/ui/surface";
import { useOwnRating } from "@/shared/visit/use-own-rating";

/** The technician's word about the customer. */
export function RateCustomer({ job }: { job: BookingOut }) {
  const { t } = useLanguage();
  const { may, refetch } = useOwnRating(job.id);
  const [stars, setStars] = useState(0);
  const [rate] = useCreateRatingMutation();
  const { act, busy } = useAction(refetch);
  if (!may) return null;
  return (
    <Card sx={{ display: "grid", gap: 1 }}>
      <StarInput label={t("job.rate")} name="customer" value={stars} onChange={setStars} />
      <Button
        variant="contained"
        size="large"
        loading={busy}
        disabled={stars === 0}
        onClick={() =>
          void act(() => rate({ ratingIn: { bookingId: job.id, stars } }).unwrap(), t("job.rated"))
        }
      >
        {t("rate.send")}
      </Button>
    </Card>
  );
}
