import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { Headset, MessageCircle } from "lucide-react";
import { Link } from "react-router";
import { type ConversationOut, talkApi, useListConversationsQuery } from "@/generated/talk";
import { useMore } from "@/shared/api/use-more";
import { useLanguage } from "@/shared/i18n/provider";
import { useLive } from "@/shared/realtime/use-live";
import { partnerOf } from "@/shared/talk/partner";
import { More } from "@/shared/ui/more";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";

const Row = styled(Link)(({ theme }) => ({
  display: "grid",
  // What is too long is cut, not let out of the card.
  gridTemplateColumns: "minmax(0, 1fr)",
  gap: 2,
  padding: 16,
  borderRadius: 18,
  border: `1px solid ${theme.vars?.palette.line}`,
  backgroundColor: theme.vars?.palette.background.paper,
  color: "inherit",
  textDecoration: "none",
  "& .line": { display: "flex", gap: 12, alignItems: "center", justifyContent: "space-between" },
  "& .cut": { overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap", minWidth: 0 },
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

const ASKED = { limit: 50 };

/** All conversations, the liveliest first, and the way to ask the staff. */
export default function Talks({ atWork = false }: { atWork?: boolean }) {
  const { t } = useLanguage();
  const { data, error, refetch } = useListConversationsQuery(ASKED, {
    pollingInterval: 20_000,
    refetchOnMountOrArgChange: true,
  });
  const list = useMore(talkApi.endpoints.listConversations, ASKED, data, (one) => one.id);
  useLive(["conversation.updated"], undefined, () => void refetch());
  return (
    <Screen title={t("talk.title")} back={atWork ? "/work/me" : "/account"}>
      <Button
        component={Link}
        to="/talk/new"
        variant="outlined"
        size="large"
        startIcon={<Headset aria-hidden />}
      >
        {t("talk.ask")}
      </Button>
      {data ? (
        <>
          {list.items.length === 0 && (
            <Message icon={MessageCircle} title={t("talk.none")} text={t("talk.none_text")} />
          )}
          {list.items.map((one) => (
            <TalkRow key={one.id} conversation={one} />
          ))}
          <More list={list} />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={4} />
      )}
    </Screen>
  );
}

/** The server sends so many characters of what was said last. */
const PREVIEW = 80;

/** The beginning of a longer message says that it goes on. */
export const previewOf = (text: string | null | undefined) =>
  text && [...text].length >= PREVIEW ? `${text.trimEnd()}…` : text;

function TalkRow({ conversation }: { conversation: ConversationOut }) {
  const { t, format } = useLanguage();
  const { lastMessage, unreadCount } = conversation;
  const said = lastMessage
    ? previewOf(lastMessage.preview) || t(`message.${lastMessage.kind}`)
    : (conversation.subject ?? "");
  return (
    <Row to={`/talk/${conversation.id}`}>
      <span className="line">
        <Typography variant="h3" component="span" className="cut">
          <bdi>{partnerOf(conversation, t)}</bdi>
        </Typography>
        <Typography component="span" variant="caption" color="text.secondary" sx={{ flex: "none" }}>
          {format.dayShort(conversation.updatedAt)}
        </Typography>
      </span>
      <Typography component="span" variant="body2" color="text.secondary" className="cut" dir="auto">
        {conversation.subject ?? format.pick(conversation.service)}
      </Typography>
      <span className="line">
        <Typography
          component="span"
          className="cut"
          dir="auto"
          sx={{ fontWeight: unreadCount > 0 ? 700 : 400 }}
        >
          {said}
        </Typography>
        {unreadCount > 0 && (
          <Chip
            size="small"
            color="primary"
            label={format.number(unreadCount)}
            aria-label={t("talk.unread", { count: unreadCount })}
          />
        )}
      </span>
    </Row>
  );
}
