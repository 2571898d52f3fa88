import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Typography from "@mui/material/Typography";
import { MessageCircleOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type ChatMessageOut, useListConversationCaseMessagesQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { useBlobUrl } from "../parts/blob";
import { useNamed } from "../parts/names";

const MOST = 100;

/** What was said in a conversation. Reading it goes on the record. */
export function Messages({ conversationId, live = false }: { conversationId: string; live?: boolean }) {
  const { t } = useLanguage();
  const [before, setBefore] = useState<number>();
  const { currentData, error, refetch } = useListConversationCaseMessagesQuery(
    { id: conversationId, limit: MOST, before },
    { refetchOnMountOrArgChange: true, pollingInterval: live && before === undefined ? 4000 : 0 },
  );
  const end = useRef<HTMLDivElement>(null);
  const last = currentData?.lastSeq;
  useEffect(() => {
    if (last && before === undefined) end.current?.scrollIntoView({ block: "nearest" });
  }, [last, before]);
  if (!currentData) return error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={3} />;
  if (currentData.items.length === 0) return <Message icon={MessageCircleOff} title={t("chat.none")} />;
  const first = currentData.items[0]?.seq ?? 1;
  return (
    <Box sx={{ display: "grid", gap: 1 }}>
      <Box sx={{ display: "flex", gap: 1, justifyContent: "center" }}>
        {first > 1 && (
          <Button size="small" onClick={() => setBefore(first)}>
            {t("chat.earlier")}
          </Button>
        )}
        {before !== undefined && (
          <Button size="small" onClick={() => setBefore(undefined)}>
            {t("chat.latest")}
          </Button>
        )}
      </Box>
      <Box
        component="ol"
        aria-label={t("chat.messages")}
        aria-live={live ? "polite" : undefined}
        sx={{ listStyle: "none", m: 0, p: 0, display: "grid", gap: 1 }}
      >
        {currentData.items.map((message) => (
          <Bubble key={message.id} message={message} conversationId={conversationId} />
        ))}
      </Box>
      <div ref={end} />
    </Box>
  );
}

function Bubble({ message, conversationId }: { message: ChatMessageOut; conversationId: string }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  if (message.kind === "system") {
    return (
      <Box component="li" sx={{ justifySelf: "center", color: "text.secondary", fontSize: "0.85rem" }}>
        {named(`sys.${message.system?.code ?? "other"}`)} · {format.dateTime(message.sentAt)}
      </Box>
    );
  }
  const staff = message.side === "operator";
  const { attachment, place, contactLeak } = message;
  return (
    <Box
      component="li"
      data-side={message.side}
      sx={{
        justifySelf: staff ? "end" : "start",
        maxWidth: "min(80%, 36rem)",
        px: 1.75,
        py: 1,
        borderRadius: "16px",
        bgcolor: staff ? "soft.brand" : message.side === "provider" ? "soft.amber" : "background.default",
        border: contactLeak ? 2 : 1,
        borderColor: contactLeak ? "error.main" : "line",
      }}
    >
      <Typography variant="caption" color="text.secondary" component="div">
        {named(`by.${message.side}`)} · {format.dateTime(message.sentAt)}
      </Typography>
      {message.text && (
        <Box dir="auto" sx={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {message.text}
        </Box>
      )}
      {attachment && (
        <Attachment
          url={`/api/v1/admin/conversations/${conversationId}/attachments/${attachment.id}`}
          voice={attachment.kind === "voice"}
        />
      )}
      {place && (
        <bdi dir="ltr">
          {place.lat.toFixed(5)}, {place.lng.toFixed(5)}
        </bdi>
      )}
      {contactLeak && (
        <Box sx={{ display: "flex", gap: 0.5, mt: 0.5, flexWrap: "wrap" }}>
          {contactLeak.kinds.map((kind) => (
            <Chip key={kind} size="small" color="error" label={named(`leak.${kind}`)} />
          ))}
        </Box>
      )}
      {message.masked && (
        <Typography variant="caption" color="text.secondary" component="div">
          {t("chat.masked")}
        </Typography>
      )}
    </Box>
  );
}

function Attachment({ url, voice }: { url: string; voice: boolean }) {
  const { t } = useLanguage();
  const { source, error } = useBlobUrl(url);
  if (error) return <Typography color="error">{t("chat.no_file")}</Typography>;
  if (!source) return <Loading rows={1} height={60} />;
  if (voice) return <audio controls src={source} aria-label={t("chat.voice")} />;
  return (
    <Box
      component="img"
      src={source}
      alt={t("chat.photo")}
      sx={{ maxWidth: "100%", maxHeight: 320, borderRadius: "12px" }}
    />
  );
}
