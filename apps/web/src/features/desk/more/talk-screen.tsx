import { useParams } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Conversation } from "@/shared/talk/conversation";
import { partnerOf } from "@/shared/talk/partner";
import { useTalk } from "@/shared/talk/use-talk";
import { Screen } from "@/shared/ui/surface";

/** What customer and technician write to each other about a job, or technician and staff. */
export default function TalkScreen() {
  const { id = "" } = useParams();
  const user = useUser();
  return user ? <Known key={id} id={id} userId={user.id} /> : null;
}

function Known({ id, userId }: { id: string; userId: string }) {
  const { t } = useLanguage();
  const talk = useTalk(id, userId);
  const { conversation } = talk;
  const job = conversation?.bookingId;
  return (
    <Screen
      title={conversation ? partnerOf(conversation, t) : t("talk.title")}
      back={job ? `/work/jobs/${job}` : "/work"}
      pinned
    >
      <Conversation
        talk={talk}
        userId={userId}
        quick={
          conversation?.kind === "booking"
            ? [t("say.coming"), t("say.here"), t("say.photo"), t("say.late")]
            : []
        }
      />
    </Screen>
  );
}
