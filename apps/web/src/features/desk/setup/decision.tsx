import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { type ProviderMeOut, useAppealDecisionMutation } from "@/generated/desk";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { clock } from "@/shared/lib/clock";
import { textDirection } from "@/shared/lib/text-direction";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";
import { useShift } from "../shift";

const APPEALS: Record<string, Key> = {
  open: "appeal.open",
  upheld: "appeal.upheld",
  overturned: "appeal.overturned",
  settled: "appeal.settled",
};
const AGAINST = ["rejected", "suspended"];

/** A decision against the technician: why, what shows it, and the way to another judge. */
export function Decision({ provider }: { provider: ProviderMeOut }) {
  const { t, format } = useLanguage();
  const [appealing, setAppealing] = useState(false);
  const decision = provider.lastDecision;
  if (!decision || !AGAINST.includes(provider.verification)) return null;
  const open = decision.appealUntil && Date.parse(decision.appealUntil) > clock() && !decision.appealState;
  return (
    <Card
      component="section"
      aria-label={t("decision.title")}
      sx={{ display: "grid", gap: 1.25, bgcolor: "soft.danger", borderColor: "error.main" }}
    >
      <Typography variant="h2">
        {t(provider.verification === "suspended" ? "decision.suspended" : "decision.rejected")}
      </Typography>
      <Typography dir={textDirection(decision.reason)}>{decision.reason}</Typography>
      {decision.evidence && (
        <Box>
          <Typography sx={{ fontWeight: 700 }}>{t("decision.evidence")}</Typography>
          <Typography dir={textDirection(decision.evidence)} sx={{ whiteSpace: "pre-line" }}>
            {decision.evidence}
          </Typography>
        </Box>
      )}
      {decision.appealState && (
        <Typography sx={{ fontWeight: 700 }}>{t(APPEALS[decision.appealState] ?? "appeal.open")}</Typography>
      )}
      {open && !appealing && (
        <>
          <Typography variant="body2">
            {t("decision.until", { day: format.date(decision.appealUntil ?? "") })}
          </Typography>
          <Button variant="outlined" size="large" onClick={() => setAppealing(true)}>
            {t("decision.appeal")}
          </Button>
        </>
      )}
      {open && appealing && <AppealForm onClose={() => setAppealing(false)} />}
    </Card>
  );
}

function AppealForm({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const { refetch } = useShift();
  const [statement, setStatement] = useState("");
  const [appeal, { isLoading, error }] = useAppealDecisionMutation();
  const problem = asProblem(error);
  const send = async () => {
    const made = await appeal({ appealIn: { statement } });
    if (!made.error) {
      refetch();
      onClose();
    }
  };
  return (
    <>
      <TextField
        label={t("decision.statement")}
        value={statement}
        onChange={(event) => setStatement(event.target.value)}
        multiline
        minRows={3}
        error={problem !== undefined}
        helperText={
          problem
            ? (problem.errors[0]?.message ?? (problem.title || t("state.offline")))
            : t("decision.other")
        }
        slotProps={{ htmlInput: { maxLength: 2000, dir: "auto" } }}
      />
      <Button
        variant="contained"
        size="large"
        loading={isLoading}
        disabled={!statement.trim()}
        onClick={() => void send()}
      >
        {t("decision.send")}
      </Button>
      <Button variant="text" onClick={onClose}>
        {t("act.cancel")}
      </Button>
    </>
  );
}
