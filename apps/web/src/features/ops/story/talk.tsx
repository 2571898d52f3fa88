import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { MessageCircleOff } from "lucide-react";
import { useState } from "react";
import { type ConversationId, opsApi } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Message } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { Messages } from "../support/messages";

/** So many pages of conversations are looked through for the one of this booking. */
const PAGES = 10;

/** What customer and technician wrote. Opened on purpose only: every reading is on the record. */
export default function StoryTalk({ bookingId }: { bookingId: string }) {
  const { t } = useLanguage();
  const dispatch = useApiDispatch();
  const { act, busy } = useAction();
  const [found, setFound] = useState<ConversationId | "none">();
  const look = () =>
    act(async () => {
      let cursor: string | undefined;
      for (let page = 0; page < PAGES; page++) {
        const { items, nextCursor } = await dispatch(
          opsApi.endpoints.listConversationCases.initiate(
            { kind: "booking", limit: 100, cursor },
            { subscribe: false, forceRefetch: true },
          ),
        ).unwrap();
        const one = items.find(({ conversation }) => conversation.bookingId === bookingId);
        if (one) return setFound(one.conversation.id);
        cursor = nextCursor ?? undefined;
        if (!cursor) break;
      }
      setFound("none");
    });
  return (
    <Card component="section" aria-label={t("storyview.talk")}>
      {found === undefined && (
        <>
          <Typography sx={{ mb: 1.5 }}>{t("story.talk_recorded")}</Typography>
          <Button variant="contained" loading={busy} onClick={() => void look()}>
            {t("story.talk_show")}
          </Button>
        </>
      )}
      {found === "none" && <Message icon={MessageCircleOff} title={t("story.talk_none")} />}
      {found && found !== "none" && <Messages conversationId={found} />}
    </Card>
  );
}
