import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { MessageCircle } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ChatHeardOut, ChatMessageOut, ConversationOut } from "@/generated/talk";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { ActionBar } from "@/shared/ui/surface";
import { Photo, SentPlace, Voice } from "./attachment";
import { Bubble } from "./bubble";
import { Composer } from "./composer";
import { byDay, tickOf } from "./messages";
import type { useTalk } from "./use-talk";
import { Waiting } from "./waiting";

interface Props {
  talk: ReturnType<typeof useTalk>;
  userId: string;
  quick?: string[];
}

/** What was said, day by day, and where one answers. */
export function Conversation({ talk, userId, quick }: Props) {
  const { t, format } = useLanguage();
  const { conversation, messages, waiting, typing } = talk;
  const end = useRef<HTMLDivElement>(null);
  const { act, busy } = useAction();
  useEnd(end, (messages.at(-1)?.seq ?? 0) + waiting.length / 1000);
  if (!talk.ready || !conversation)
    return talk.error ? (
      <Failure error={talk.error} onRetry={talk.retry} />
    ) : (
      <Loading rows={5} height={56} />
    );
  const closed = conversation.state === "closed";
  return (
    <>
      <Box
        sx={{
          minHeight: "calc(100dvh - 320px)",
          display: "grid",
          gridTemplateColumns: "minmax(0, 1fr)",
          alignContent: "end",
          gap: 1.5,
        }}
      >
        {talk.older && (
          <Button variant="text" loading={busy} onClick={() => void act(() => talk.back())}>
            {t("talk.older")}
          </Button>
        )}
        {messages.length === 0 && <Message icon={MessageCircle} title={t("talk.empty")} />}
        <Box role="log" aria-label={t("talk.said")} sx={{ display: "grid", gap: 1.5 }}>
          {byDay(messages, cairoDay).map(({ day, messages: said }) => (
            <Box
              key={day}
              component="ol"
              sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1.25 }}
              aria-label={format.day(`${day}T10:00:00Z`)}
            >
              <Typography component="li" variant="caption" align="center" color="text.secondary">
                {format.day(`${day}T10:00:00Z`)}
              </Typography>
              {said.map((one) => (
                <Said key={one.seq} message={one} conversation={conversation} receipts={talk.receipts} />
              ))}
            </Box>
          ))}
          {waiting.length > 0 && (
            <Box component="ol" sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1.25 }}>
              {waiting.map((one) => (
                <Waiting key={one.id} message={one} />
              ))}
            </Box>
          )}
        </Box>
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ minHeight: 24 }}
          role="status"
          data-testid="typing"
        >
          {typing && t("talk.typing")}
        </Typography>
        <div ref={end} />
      </Box>
      <ActionBar>
        {closed ? (
          <Alert severity="info" icon={false}>
            {t("talk.closed")}
          </Alert>
        ) : (
          <Composer conversationId={conversation.id} userId={userId} quick={quick} onTyping={talk.type} />
        )}
      </ActionBar>
    </>
  );
}

/** One message of the server's. */
function Said({
  message,
  conversation,
  receipts,
}: {
  message: ChatMessageOut;
  conversation: ConversationOut;
  receipts: ChatHeardOut[];
}) {
  const { t, format } = useLanguage();
  const { kind, text, mine, attachment, place, contactLeak } = message;
  if (kind === "system")
    return (
      <Typography
        component="li"
        variant="body2"
        dir="auto"
        sx={{
          justifySelf: "center",
          maxWidth: "90%",
          textAlign: "center",
          bgcolor: "soft.info",
          borderRadius: "12px",
          px: 1.5,
          py: 0.75,
        }}
      >
        {text}
      </Typography>
    );
  const url = attachment
    ? `/api/v1/conversations/${conversation.id}/attachments/${attachment.id}`
    : undefined;
  const seconds = attachment?.durationMs ? attachment.durationMs / 1000 : undefined;
  const hint = contactLeak
    ? format.pick(contactLeak.hint)
    : message.masked && mine
      ? t("talk.masked")
      : undefined;
  return (
    <Bubble
      mine={mine}
      bare={kind === "photo" && !text}
      time={format.time(message.sentAt)}
      fate={mine ? tickOf(message.seq, receipts, conversation.mySide) : undefined}
      hint={hint}
    >
      {kind === "photo" && <Photo url={url} />}
      {kind === "voice" && <Voice url={url} seconds={seconds} />}
      {kind === "place" && place && <SentPlace place={place} />}
      {text}
    </Bubble>
  );
}

/** Keeps the newest word in sight, unless somebody reads further up. */
function useEnd(end: React.RefObject<HTMLDivElement | null>, count: number) {
  const first = useRef(true);
  useEffect(() => {
    if (count === 0) return;
    const below = document.documentElement.scrollHeight - innerHeight - scrollY;
    if (first.current || below < 400) {
      // Past the box where one writes, which stands over the page's end.
      window.scrollTo({ top: document.documentElement.scrollHeight });
      first.current = end.current === null;
    }
  }, [count, end]);
}
