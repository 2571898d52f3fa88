import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useRef, useState } from "react";
import { Link as RouterLink } from "react-router";
import {
  type PageConversationCaseOut,
  useAnswerConversationCaseMutation,
  useAssignConversationCaseMutation,
  useCloseConversationCaseMutation,
  useListUsersQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { newId } from "@/shared/lib/id";
import { useAction } from "@/shared/lib/use-action";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { Deeds } from "../parts/deeds";
import type { Deed } from "../parts/reason-sheet";
import { Way } from "../parts/way";
import { may } from "../places";
import { Messages } from "./messages";

type Item = PageConversationCaseOut["items"][number];

/** A conversation with the staff: read, answer, take, hand on, close. */
export function Case({ id, item, refresh }: { id: string; item: Item | undefined; refresh: () => void }) {
  const { t } = useLanguage();
  const user = useUser();
  const [assign] = useAssignConversationCaseMutation();
  const [close] = useCloseConversationCaseMutation();
  const { act, busy } = useAction(refresh);
  const conversation = item?.conversation;
  const support = conversation?.kind !== "booking";
  const open = conversation?.state !== "closed";
  const colleagues = useListUsersQuery({ role: "support", limit: 100 }, { skip: !may(user?.role, "people") });
  const options = (colleagues.data?.items ?? []).map((one): [string, string] => [
    one.id,
    `${one.firstName} ${one.lastName}`,
  ]);
  const deeds: Deed[] = [
    {
      label: t("support.close"),
      text: t("support.close_text"),
      run: (reason) => close({ id, conversationCloseIn: { reason } }).unwrap(),
    },
  ];
  if (options.length > 0) {
    deeds.unshift({
      label: t("support.hand_on"),
      asks: [{ kind: "choice", name: "operator", label: t("support.colleague"), options }],
      run: (_reason, _evidence, { operator }) =>
        assign({ id, conversationAssignIn: { operatorId: operator } }).unwrap(),
    });
  }
  return (
    <Card component="section" aria-label={t("support.conversation")} sx={{ display: "grid", gap: 2 }}>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap", alignItems: "center" }}>
        <Typography variant="h2" sx={{ flex: 1 }}>
          <bdi>{conversation?.subject ?? t("support.conversation")}</bdi>
        </Typography>
        {support && open && item && item.assignedTo !== user?.id && (
          <Button
            variant="contained"
            size="small"
            loading={busy}
            onClick={() =>
              void act(
                () => assign({ id, conversationAssignIn: { operatorId: user?.id } }).unwrap(),
                t("support.yours"),
              )
            }
          >
            {t("support.take")}
          </Button>
        )}
        {support && open && <Deeds deeds={deeds} refresh={refresh} small />}
      </Box>
      <Box sx={{ display: "flex", gap: 2, flexWrap: "wrap" }}>
        {conversation?.with
          .filter(({ userId, side }) => userId && side !== "operator")
          .map((one) => (
            <Way
              key={one.userId}
              to={one.side === "provider" ? `/ops/technicians/${one.userId}` : `/ops/accounts/${one.userId}`}
            >
              <bdi>{one.name ?? t("support.person")}</bdi>
            </Way>
          ))}
        {conversation?.bookingId && (
          <Link component={RouterLink} to={`/ops/bookings/${conversation.bookingId}`}>
            {t("live.to_booking")}
          </Link>
        )}
      </Box>
      <Box sx={{ maxHeight: "calc(100dvh - 420px)", minHeight: 220, overflowY: "auto" }} tabIndex={0}>
        <Messages conversationId={id} live />
      </Box>
      {support && open && <Answer id={id} refresh={refresh} />}
      {!open && <Typography color="text.secondary">{t("support.is_closed")}</Typography>}
      {!support && <Typography color="text.secondary">{t("support.read_only")}</Typography>}
    </Card>
  );
}

/** What is written stays when sending fails; the same message is never said twice. */
function Answer({ id, refresh }: { id: string; refresh: () => void }) {
  const { t } = useLanguage();
  const [answer] = useAnswerConversationCaseMutation();
  const { act, busy } = useAction(refresh);
  const [text, setText] = useState("");
  const messageId = useRef(newId());
  const send = async () => {
    if (!text.trim()) return;
    const said = await act(() =>
      answer({ id, chatMessageIn: { id: messageId.current, kind: "text", text: text.trim() } }).unwrap(),
    );
    if (!said) return;
    messageId.current = newId();
    setText("");
  };
  return (
    <Box
      component="form"
      sx={{ display: "flex", gap: 1, alignItems: "end" }}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextField
        label={t("support.answer")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          messageId.current = newId();
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void send();
        }}
        helperText={t("support.answer_hint")}
        multiline
        maxRows={6}
        slotProps={{ htmlInput: { dir: "auto", maxLength: 2000 } }}
      />
      <Button type="submit" variant="contained" loading={busy} disabled={!text.trim()} sx={{ mb: 3.5 }}>
        {t("support.send")}
      </Button>
    </Box>
  );
}
