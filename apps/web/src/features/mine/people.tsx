import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Heart } from "lucide-react";
import { Link } from "react-router";
import {
  useListBlocksQuery,
  useListFavouritesQuery,
  useRemoveBlockMutation,
  useRemoveFavouriteMutation,
} from "@/generated/mine";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

/** Technicians one likes, who are asked first, and those who shall not come again. */
export default function People() {
  const { t, format } = useLanguage();
  const options = { refetchOnMountOrArgChange: true };
  const favourites = useListFavouritesQuery({ limit: 50 }, options);
  const blocks = useListBlocksQuery({ limit: 50 }, options);
  const [removeFavourite] = useRemoveFavouriteMutation();
  const [removeBlock] = useRemoveBlockMutation();
  const refetch = () => {
    void favourites.refetch();
    void blocks.refetch();
  };
  const { act, busy } = useAction(refetch);
  const error = favourites.error ?? blocks.error;
  const blocked = blocks.data?.items ?? [];
  return (
    <Screen title={t("people.title")} back="/account">
      {favourites.data && blocks.data ? (
        <>
          {favourites.data.items.length === 0 && (
            <Message icon={Heart} title={t("people.none")} text={t("people.none_text")} />
          )}
          {favourites.data.items.map((one) => (
            <Card key={one.providerId} sx={{ display: "flex", gap: 2, alignItems: "center" }}>
              <Typography
                variant="h3"
                component={Link}
                to={`/p/${one.providerId}`}
                sx={{ flex: 1, color: "inherit" }}
              >
                <bdi>{one.displayName}</bdi>
              </Typography>
              <Button
                disabled={busy}
                onClick={() => void act(() => removeFavourite({ providerId: one.providerId }).unwrap())}
              >
                {t("people.remove")}
              </Button>
            </Card>
          ))}
          {blocked.length > 0 && (
            <Typography variant="h3" component="h2" color="text.secondary">
              {t("people.blocked")}
            </Typography>
          )}
          {blocked.map((one) => (
            <Card key={one.userId} sx={{ display: "flex", gap: 2, alignItems: "center" }}>
              <Box sx={{ flex: 1 }}>
                <Typography variant="h3" component="p">
                  <bdi>{one.displayName ?? t("people.somebody")}</bdi>
                </Typography>
                <Typography variant="body2" color="text.secondary">
                  {format.date(one.createdAt)} {one.bookingNumber && <Ltr>{one.bookingNumber}</Ltr>}
                </Typography>
              </Box>
              <Button
                disabled={busy}
                onClick={() => void act(() => removeBlock({ userId: one.userId }).unwrap())}
              >
                {t("people.unblock")}
              </Button>
            </Card>
          ))}
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} />
      )}
    </Screen>
  );
}
