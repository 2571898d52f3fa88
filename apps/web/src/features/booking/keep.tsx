import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Ban, Heart } from "lucide-react";
import { useState } from "react";
import {
  useAddBlockMutation,
  useAddFavouriteMutation,
  useListFavouritesQuery,
  useRemoveFavouriteMutation,
} from "@/generated/mine";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";

/** After the visit: this technician again, or never again. */
export function Keep({ providerId, name }: { providerId: string; name: string }) {
  const { t } = useLanguage();
  const favourites = useListFavouritesQuery({ limit: 100 });
  const [add] = useAddFavouriteMutation();
  const [remove] = useRemoveFavouriteMutation();
  const [block] = useAddBlockMutation();
  const { act, busy } = useAction(() => void favourites.refetch());
  const [asking, setAsking] = useState(false);
  if (!favourites.data) return null;
  const liked = favourites.data.items.some((one) => one.providerId === providerId);
  return (
    <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", "& > *": { flex: "1 1 8rem" } }}>
      <Button
        variant="outlined"
        aria-pressed={liked}
        disabled={busy}
        startIcon={<Heart aria-hidden fill={liked ? "currentColor" : "none"} />}
        onClick={() =>
          void act(
            () => (liked ? remove({ providerId }) : add({ providerId })).unwrap(),
            liked ? undefined : t("people.added"),
          )
        }
      >
        {t(liked ? "people.favourite" : "people.add")}
      </Button>
      <Button color="error" disabled={busy} startIcon={<Ban aria-hidden />} onClick={() => setAsking(true)}>
        {t("people.block")}
      </Button>
      {asking && (
        <Sheet title={t("people.block_title", { name })} onClose={() => setAsking(false)}>
          {t("people.block_text")}
          <Button
            variant="outlined"
            color="error"
            size="large"
            loading={busy}
            onClick={() =>
              void act(() => block({ userId: providerId }).unwrap(), t("people.blocked_done")).then(
                (done) => done && setAsking(false),
              )
            }
          >
            {t("people.block")}
          </Button>
        </Sheet>
      )}
    </Box>
  );
}
