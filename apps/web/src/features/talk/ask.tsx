import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useOpenSupportConversationMutation } from "@/generated/talk";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { newId } from "@/shared/lib/id";
import { readStored, writeStored } from "@/shared/lib/stored";
import { useAction } from "@/shared/lib/use-action";
import { ActionBar, Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

const KEY = "osta.question";

/** A question to the staff. Its id is made once: a double tap or a reload asks once. */
export default function AskSupport({ atWork = false }: { atWork?: boolean }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const bookingId = params.get("booking") ?? undefined;
  const [question, setQuestion] = useState(() =>
    readStored("session", KEY, { id: newId(), subject: "", text: "" }),
  );
  const [open, opened] = useOpenSupportConversationMutation();
  const { act, busy } = useAction();
  const wrong = (field: string) =>
    asProblem(opened.error)?.errors.find((one) => one.field === field)?.message;
  const change = (next: Partial<typeof question>) => {
    const changed = { ...question, ...next };
    setQuestion(changed);
    writeStored("session", KEY, changed);
  };
  const send = () =>
    act(async () => {
      const { id, subject, text } = question;
      const asked = { id, subject: subject.trim(), text: text.trim(), bookingId };
      const made = await open({ supportQuestionIn: asked }).unwrap();
      writeStored("session", KEY, null);
      navigate(`/talk/${made.id}`, { replace: true });
    });
  return (
    <Screen title={t("talk.ask")} back={atWork ? "/work/talks" : "/talk"}>
      <Card sx={{ display: "grid", gap: 2 }}>
        {bookingId && (
          <Alert severity="info" icon={false}>
            {t("talk.about_booking")}
          </Alert>
        )}
        <TextField
          label={t("talk.subject")}
          value={question.subject}
          onChange={(event) => change({ subject: event.target.value })}
          error={!!wrong("subject")}
          helperText={wrong("subject")}
          slotProps={{ htmlInput: { maxLength: 120, dir: "auto" } }}
        />
        <TextField
          label={t("talk.question")}
          value={question.text}
          onChange={(event) => change({ text: event.target.value })}
          error={!!wrong("text")}
          helperText={wrong("text")}
          multiline
          minRows={4}
          slotProps={{ htmlInput: { maxLength: 2000, dir: "auto" } }}
        />
      </Card>
      <ActionBar>
        <Button
          variant="contained"
          size="large"
          loading={busy}
          disabled={!question.subject.trim() || !question.text.trim()}
          onClick={() => void send()}
        >
          {t("talk.send")}
        </Button>
      </ActionBar>
    </Screen>
  );
}
