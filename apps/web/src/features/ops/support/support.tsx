import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { Inbox, MessagesSquare } from "lucide-react";
import { Link as RouterLink, useParams, useSearchParams } from "react-router";
import {
  type ConversationKind,
  type ConversationState,
  type PageConversationCaseOut,
  useListConversationCasesQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { useStaff } from "../parts/who";
import { Case } from "./case";

const KINDS: ConversationKind[] = ["support", "booking"];
const STATES: ConversationState[] = ["open", "waiting", "closed"];
const ASSIGNED = ["me", "nobody"] as const;

type Item = PageConversationCaseOut["items"][number];

const Row = styled(RouterLink)(({ theme }) => ({
  display: "grid",
  gap: 2,
  padding: "10px 14px",
  color: "inherit",
  textDecoration: "none",
  borderBlockEnd: `1px solid ${theme.vars?.palette.line}`,
  "&:hover": { backgroundColor: theme.vars?.palette.background.default },
  "&[aria-current=true]": { backgroundColor: theme.vars?.palette.soft.brand },
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: -3 },
}));

/** Everybody who asks the staff something: the queue beside the conversation. */
export default function Support() {
  const { t } = useLanguage();
  const { id } = useParams();
  const { get, set } = useFilters();
  const [params] = useSearchParams();
  const leaks = get("leaks") ? true : undefined;
  const kind = oneOf(KINDS, get("kind")) ?? (leaks ? undefined : "support");
  const list = useListConversationCasesQuery(
    {
      kind,
      state: oneOf(STATES, get("state")),
      assigned: oneOf(ASSIGNED, get("assigned")),
      leaks,
      cursor: get("cursor"),
      limit: 30,
    },
    { pollingInterval: 8000, refetchOnMountOrArgChange: true },
  );
  const items = list.currentData?.items;
  const chosen = items?.find(({ conversation }) => conversation.id === id);
  const next = list.currentData?.nextCursor;
  return (
    <Screen title={t("ops.support")} wide="list" back={id ? `/ops/support?${params}` : undefined}>
      <Box sx={{ display: { xs: id ? "none" : "block", md: "block" } }}>
        <FilterBar
          filters={[
            {
              kind: "choice",
              name: "kind",
              label: t("support.kind"),
              options: KINDS.map((one) => [one, t(`convkind.${one}`)]),
              width: 170,
            },
            {
              kind: "choice",
              name: "state",
              label: t("board.status"),
              options: STATES.map((one) => [one, t(`convstate.${one}`)]),
              width: 150,
            },
            {
              kind: "choice",
              name: "assigned",
              label: t("support.assigned"),
              options: ASSIGNED.map((one) => [one, t(`assigned.${one}`)]),
              width: 170,
            },
            { kind: "flag", name: "leaks", label: t("support.leaks") },
          ]}
        />
      </Box>
      <Box
        sx={{
          display: "grid",
          gap: 2,
          gridTemplateColumns: { xs: "minmax(0, 1fr)", md: "minmax(0, 22rem) minmax(0, 1fr)" },
          alignItems: "start",
        }}
      >
        <Box
          component="nav"
          aria-label={t("support.queue")}
          sx={{
            display: { xs: id ? "none" : "block", md: "block" },
            bgcolor: "background.paper",
            border: 1,
            borderColor: "line",
            borderRadius: "18px",
            overflow: "hidden",
          }}
        >
          {!items && !list.error && <Loading rows={5} height={64} />}
          {!items && list.error && <Failure error={list.error} onRetry={list.refetch} />}
          {items?.length === 0 && <Message icon={Inbox} title={t("support.nobody")} />}
          {items?.map((item) => (
            <CaseRow key={item.conversation.id} item={item} query={params.toString()} current={id} />
          ))}
          {(next || get("cursor")) && (
            <Box sx={{ display: "flex", gap: 1, p: 1 }}>
              {get("cursor") && (
                <Button size="small" onClick={() => set({})}>
                  {t("ops.first_page")}
                </Button>
              )}
              {next && (
                <Button size="small" onClick={() => set({ cursor: next })}>
                  {t("ops.next_page")}
                </Button>
              )}
            </Box>
          )}
        </Box>
        {id ? (
          <Case key={id} id={id} item={chosen} refresh={() => void list.refetch()} />
        ) : (
          <Box sx={{ display: { xs: "none", md: "block" } }}>
            <Message icon={MessagesSquare} title={t("support.choose")} />
          </Box>
        )}
      </Box>
    </Screen>
  );
}

function CaseRow({ item, query, current }: { item: Item; query: string; current: string | undefined }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { conversation } = item;
  const who = conversation.with.find(({ side }) => side !== "operator" && side !== "system");
  const me = useUser()?.id;
  const staff = useStaff();
  const looksAfter =
    item.assignedTo === me ? t("assigned.me") : (staff.get(item.assignedTo ?? "") ?? t("support.taken"));
  return (
    <Row to={`/ops/support/${conversation.id}?${query}`} aria-current={conversation.id === current}>
      <Box sx={{ display: "flex", gap: 1, alignItems: "center" }}>
        <Typography sx={{ fontWeight: 700, flex: 1 }} noWrap>
          <bdi>{who?.name ?? (who && named(`by.${who.side}`)) ?? t("convkind.support")}</bdi>
        </Typography>
        {conversation.unreadCount > 0 && (
          <Chip size="small" color="error" label={format.number(conversation.unreadCount)} />
        )}
        <Typography variant="caption" color="text.secondary">
          {format.ago((Date.now() - Date.parse(conversation.updatedAt)) / 1000)}
        </Typography>
      </Box>
      <Typography variant="body2" noWrap dir="auto" sx={{ textAlign: "start" }}>
        {conversation.subject ?? format.pick(conversation.service) ?? conversation.lastMessage?.preview}
      </Typography>
      <Box sx={{ display: "flex", gap: 0.5, flexWrap: "wrap", alignItems: "center" }}>
        <Chip size="small" label={t(`convstate.${conversation.state}`)} />
        {conversation.kind === "support" && (
          <Chip
            size="small"
            variant="outlined"
            color={item.assignedTo ? "default" : "warning"}
            label={item.assignedTo ? looksAfter : t("assigned.nobody")}
          />
        )}
        {item.contactLeaks > 0 && (
          <Chip size="small" color="error" label={t("support.leak_count", { count: item.contactLeaks })} />
        )}
        {conversation.bookingNumber && (
          <Typography variant="caption">
            <Ltr>{conversation.bookingNumber}</Ltr>
          </Typography>
        )}
      </Box>
    </Row>
  );
}
