import Typography from "@mui/material/Typography";
import { Link, useParams } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Conversation } from "@/shared/talk/conversation";
import { partnerOf } from "@/shared/talk/partner";
import { useTalk } from "@/shared/talk/use-talk";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";

/** A conversation of the customer's: with the technician, or with the staff. */
export default function OneTalk() {
  const { id = "" } = useParams();
  const user = useUser();
  return user ? <Known key={id} id={id} userId={user.id} /> : null;
}

function Known({ id, userId }: { id: string; userId: string }) {
  const { t, format } = useLanguage();
  const talk = useTalk(id, userId);
  const { conversation } = talk;
  const booking = conversation?.bookingId && (
    <Typography component={Link} to={`/bookings/${conversation.bookingId}`} color="primary" variant="body2">
      {conversation.bookingNumber ? <Ltr>{conversation.bookingNumber}</Ltr> : t("talk.booking")}
    </Typography>
  );
  const quick =
    conversation?.kind === "booking"
      ? [t("talk.quick_home"), t("talk.quick_call"), t("talk.quick_wait")]
      : [];
  return (
    <Screen
      title={conversation ? partnerOf(conversation, t) : t("talk.title")}
      back="/talk"
      aside={booking}
      pinned
    >
      {conversation && (conversation.subject || conversation.service) && (
        <Typography color="text.secondary" variant="body2" sx={{ mt: -1.5 }} dir="auto">
          {conversation.subject ?? format.pick(conversation.service)}
        </Typography>
      )}
      <Conversation talk={talk} userId={userId} quick={quick} />
    </Screen>
  );
}
