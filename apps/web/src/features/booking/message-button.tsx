import Badge from "@mui/material/Badge";
import Button from "@mui/material/Button";
import { MessageCircle } from "lucide-react";
import { Link } from "react-router";
import { useListConversationsQuery } from "@/generated/talk";
import { useLanguage } from "@/shared/i18n/provider";
import { useLive } from "@/shared/realtime/use-live";

/** To the conversation of a booking, once there is one. */
export function MessageButton({ bookingId }: { bookingId: string }) {
  const { t, format } = useLanguage();
  const { data, refetch } = useListConversationsQuery(
    { limit: 100 },
    { pollingInterval: 15_000, refetchOnMountOrArgChange: true, skipPollingIfUnfocused: true },
  );
  useLive(["conversation.updated"], undefined, () => void refetch());
  const found = data?.items.find((one) => one.kind === "booking" && one.bookingId === bookingId);
  if (!found) return null;
  return (
    <Button
      component={Link}
      to={`/talk/${found.id}`}
      variant="contained"
      size="large"
      startIcon={
        <Badge
          color="secondary"
          badgeContent={found.unreadCount > 0 ? format.number(found.unreadCount) : undefined}
        >
          <MessageCircle aria-hidden />
        </Badge>
      }
    >
      {t("talk.open")}
    </Button>
  );
}
