import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { Link as RouterLink } from "react-router";
import {
  type PageWebhookMessageOut,
  useGetPartnerWebhookMessageQuery,
  useListPartnerWebhookMessagesQuery,
  useReplayPartnerWebhookFailuresMutation,
  useReplayPartnerWebhookMessageMutation,
  type WebhookAttemptOut,
  type WebhookMessageState,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Ltr } from "@/shared/ui/directional";
import { useNotices } from "@/shared/ui/notices";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable } from "../parts/table";
import { shortId, useBookingNumbers } from "../parts/who";

type Item = PageWebhookMessageOut["items"][number];

const STATES: WebhookMessageState[] = ["waiting", "delivered", "failed"];
const COLOURS = { waiting: "default", delivered: "success", failed: "error" } as const;
/** Messages are kept so long. */
const KEPT_MS = 30 * 86_400_000;
const FRESH_MS = 5000;

/** What an endpoint was told, what became of it, and telling it again. */
export function Messages({ partnerId, endpointId }: { partnerId: string; endpointId: string }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { say } = useNotices();
  const { get } = useFilters();
  const at = { id: partnerId, endpointId };
  const { currentData, error, refetch } = useListPartnerWebhookMessagesQuery(
    { ...at, state: oneOf(STATES, get("state")), cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true, pollingInterval: FRESH_MS, skipPollingIfUnfocused: true },
  );
  const numbers = useBookingNumbers((currentData?.items ?? []).map((one) => one.bookingId));
  const [replay] = useReplayPartnerWebhookMessageMutation();
  const [replayAll] = useReplayPartnerWebhookFailuresMutation();
  const { act, busy } = useAction(() => void refetch());
  const [open, setOpen] = useState<string>();
  const again = (messageId: string) =>
    act(() => replay({ ...at, messageId, webhookNothingIn: {} }).unwrap(), t("hook.queued"));
  /** The server sends so many at once and says whether there are more. */
  const everyFailure = () =>
    act(async () => {
      const since = new Date(Date.now() - KEPT_MS).toISOString();
      let count = 0;
      for (let more = true; more; ) {
        const sent = await replayAll({ ...at, webhookReplayIn: { since } }).unwrap();
        count += sent.count;
        more = sent.more && sent.count > 0;
      }
      say(t("hook.replayed", { count }));
    });
  const columns: Column<Item>[] = [
    { title: t("audit.when"), cell: (one) => format.dateTime(one.occurredAt) },
    {
      title: t("delivery.news"),
      cell: (one) => (
        <Button size="small" onClick={() => setOpen(one.id)}>
          {named(`hook_event.${one.type.replace(".", "_")}`)}
        </Button>
      ),
    },
    {
      title: t("hook.booking"),
      cell: (one) =>
        one.bookingId ? (
          <Link component={RouterLink} to={`/ops/bookings/${one.bookingId}`}>
            <Ltr>{numbers.get(one.bookingId) ?? shortId(one.bookingId)}</Ltr>
          </Link>
        ) : (
          "–"
        ),
    },
    {
      title: t("board.status"),
      cell: (one) => <Chip size="small" color={COLOURS[one.state]} label={t(`hook_state.${one.state}`)} />,
    },
    { title: t("delivery.attempts"), end: true, cell: (one) => format.number(one.attempts) },
    {
      title: t("hook.next"),
      cell: (one) => (one.nextAttemptAt ? format.dateTime(one.nextAttemptAt) : "–"),
    },
    {
      title: t("story.actions"),
      cell: (one) =>
        one.state !== "waiting" && (
          <Button size="small" variant="outlined" disabled={busy} onClick={() => void again(one.id)}>
            {t("delivery.again")}
          </Button>
        ),
    },
  ];
  return (
    <Card component="section" aria-labelledby="messages" sx={{ display: "grid", gap: 1.5 }}>
      <Typography variant="h2" id="messages">
        {t("hook.messages")}
      </Typography>
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`hook_state.${one}`)]),
            width: 160,
          },
        ]}
      >
        <Button variant="outlined" size="small" disabled={busy} onClick={() => void everyFailure()}>
          {t("hook.replay_all")}
        </Button>
      </FilterBar>
      <ServerTable
        label={t("hook.messages")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("hook.no_messages")}
      />
      {open && <MessageSheet at={{ ...at, messageId: open }} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

interface At {
  id: string;
  endpointId: string;
  messageId: string;
}

/** One message: its body as it was sent, and every attempt. */
function MessageSheet({ at, onClose }: { at: At; onClose: () => void }) {
  const { t } = useLanguage();
  const named = useNamed();
  const {
    currentData: found,
    error,
    refetch,
  } = useGetPartnerWebhookMessageQuery(at, {
    refetchOnMountOrArgChange: true,
  });
  const title = found ? named(`hook_event.${found.message.type.replace(".", "_")}`) : t("hook.message");
  return (
    <Sheet title={title} onClose={onClose}>
      {found ? (
        <>
          <Typography color="text.secondary" variant="body2">
            <Ltr>{found.message.webhookId}</Ltr>
          </Typography>
          <Box component="ol" sx={{ m: 0, p: 0, listStyle: "none", display: "grid", gap: 1 }}>
            {found.attempts.map((attempt) => (
              <Attempt key={attempt.at} attempt={attempt} />
            ))}
          </Box>
          {found.attempts.length === 0 && <Typography>{t("hook.no_attempts")}</Typography>}
          {found.body !== undefined && found.body !== null && (
            <Code text={JSON.stringify(found.body, null, 2)} />
          )}
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} height={40} />
      )}
    </Sheet>
  );
}

function Attempt({ attempt }: { attempt: WebhookAttemptOut }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { status, error, answer, at, elapsedMs } = attempt;
  const said = status ? `HTTP ${status}` : error ? named(`hook_error.${error.replaceAll(".", "_")}`) : "–";
  return (
    <Box component="li" sx={{ display: "grid", gap: 0.5 }}>
      <Typography>
        {format.dateTime(at)} · <bdi>{said}</bdi> · {t("hook.took", { ms: elapsedMs })}
      </Typography>
      {answer && <Code text={answer} />}
    </Box>
  );
}

/** What programs say to each other. */
function Code({ text }: { text: string }) {
  return (
    <Box
      component="pre"
      dir="ltr"
      tabIndex={0}
      sx={{
        m: 0,
        p: 1.5,
        maxHeight: 260,
        overflow: "auto",
        borderRadius: "12px",
        bgcolor: "background.default",
        fontSize: "0.82rem",
        whiteSpace: "pre-wrap",
        overflowWrap: "anywhere",
      }}
    >
      {text}
    </Box>
  );
}
