import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import FormControlLabel from "@mui/material/FormControlLabel";
import Switch from "@mui/material/Switch";
import TextField from "@mui/material/TextField";
import { type ReactNode, useState } from "react";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";
import { poundsToPiastres } from "./numbers";
import { type Candidate, PersonField } from "./person-field";
import { type Question, Sure } from "./sure";

/** What is asked for besides the reason. */
type Ask =
  | { kind: "choice"; name: string; label: string; options: [string, string][] }
  | { kind: "technician"; name: string; label: string; first: Candidate[] }
  | { kind: "money"; name: string; label: string; shown?: (answers: Answers) => boolean }
  | { kind: "flag"; name: string; label: string };

export type Answers = Record<string, string>;

/** Something an operator does, with a reason and, against a person, evidence. */
export interface Deed {
  label: string;
  /** What it means, before it is done. */
  text?: ReactNode;
  danger?: boolean;
  needsEvidence?: boolean;
  /** The longest reason that the server takes. */
  longest?: number;
  asks?: Ask[];
  /** What is asked once more, after the reason: for what can't be taken back. */
  sure?: (reason: string, answers: Answers) => Question;
  run: (reason: string, evidence: string, answers: Answers) => Promise<unknown>;
}

export function ReasonSheet({
  deed,
  gone = false,
  refresh,
  onClose,
}: {
  deed: Deed;
  /** What it is about moved on meanwhile: it can be done no more. */
  gone?: boolean;
  refresh: () => void;
  onClose: () => void;
}) {
  const { t } = useLanguage();
  const [reason, setReason] = useState("");
  const [evidence, setEvidence] = useState("");
  const [answers, setAnswers] = useState<Answers>({});
  const [refused, setRefused] = useState<unknown>();
  const [asking, setAsking] = useState(false);
  const { act, busy } = useAction(refresh);
  const asks = (deed.asks ?? []).filter((ask) => ask.kind !== "money" || (ask.shown?.(answers) ?? true));
  const answered = asks.every(
    (ask) =>
      ask.kind === "flag" ||
      (ask.kind === "money" ? poundsToPiastres(answers[ask.name] ?? "") !== undefined : answers[ask.name]),
  );
  const ready = reason.trim().length >= 3 && (!deed.needsEvidence || evidence.trim().length >= 3) && answered;
  const run = async () => {
    const work = () =>
      deed.run(reason.trim(), evidence.trim(), answers).catch((error: unknown) => {
        setRefused(error);
        throw error;
      });
    if (await act(work, t("story.done"))) onClose();
    else setAsking(false);
  };
  const why = asProblem(refused);
  const tooLate = gone && !busy;
  if (asking && deed.sure && !tooLate)
    return (
      <Sheet title={deed.label} onClose={onClose}>
        <Sure
          question={deed.sure(reason.trim(), answers)}
          busy={busy}
          yes={() => void run()}
          no={() => setAsking(false)}
        />
      </Sheet>
    );
  return (
    <Sheet title={deed.label} onClose={onClose}>
      {deed.text && <div>{deed.text}</div>}
      {asks.map((ask) => (
        <AskField
          key={ask.name}
          ask={ask}
          value={answers[ask.name] ?? ""}
          set={(value) => setAnswers((old) => ({ ...old, [ask.name]: value }))}
        />
      ))}
      <TextField
        label={t("story.reason")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        multiline
        minRows={2}
        autoFocus={asks.length === 0}
        slotProps={{ htmlInput: { maxLength: deed.longest ?? 500, dir: "auto" } }}
      />
      {deed.needsEvidence && (
        <TextField
          label={t("tech.evidence")}
          value={evidence}
          onChange={(event) => setEvidence(event.target.value)}
          multiline
          minRows={2}
          slotProps={{ htmlInput: { maxLength: 1000, dir: "auto" } }}
        />
      )}
      {tooLate ? (
        <Alert severity="warning">{t("story.moved_on")}</Alert>
      ) : (
        why && (
          <Alert severity="error">
            {why.code === "offline"
              ? t("state.offline")
              : why.errors.map(({ message }) => message).join(" ") || why.title || t("state.failed")}
          </Alert>
        )
      )}
      <Button
        variant="contained"
        size="large"
        color={deed.danger ? "error" : "primary"}
        loading={busy}
        disabled={!ready || tooLate}
        onClick={() => (deed.sure ? setAsking(true) : void run())}
      >
        {t(deed.sure ? "sure.on" : "story.do")}
      </Button>
    </Sheet>
  );
}

function AskField({ ask, value, set }: { ask: Ask; value: string; set: (value: string) => void }) {
  const { t } = useLanguage();
  switch (ask.kind) {
    case "choice":
      return (
        <TextField
          select
          label={ask.label}
          value={value}
          onChange={(event) => set(event.target.value)}
          slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
        >
          <option value="" />
          {ask.options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </TextField>
      );
    case "technician":
      return <PersonField who="technician" verified {...ask} value={value} set={set} />;
    case "money": {
      const wrong = value !== "" && poundsToPiastres(value) === undefined;
      return (
        <TextField
          label={ask.label}
          value={value}
          onChange={(event) => set(event.target.value)}
          error={wrong}
          helperText={wrong ? t("form.bad_money") : t("form.pounds")}
          slotProps={{ htmlInput: { dir: "ltr", inputMode: "decimal" } }}
        />
      );
    }
    case "flag":
      return (
        <FormControlLabel
          control={<Switch checked={value === "yes"} onChange={(_, checked) => set(checked ? "yes" : "")} />}
          label={ask.label}
        />
      );
  }
}
