import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useState } from "react";
import { useRequestCodeMutation } from "@/generated/guest";
import { useCancelDeletionMutation, useGetDeletionQuery, useRequestDeletionMutation } from "@/generated/mine";
import { asProblem } from "@/shared/api/problem";
import { useUser } from "@/shared/api/use-session";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Sheet } from "@/shared/ui/sheet";
import { Failure, Loading } from "@/shared/ui/states";
import { Card } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

/** Being forgotten: asked for with a code, taken back until the day comes. */
export function Deletion() {
  const { t, format } = useLanguage();
  const { currentData, error, isLoading, refetch } = useGetDeletionQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const [cancel] = useCancelDeletionMutation();
  const { act, busy } = useAction(() => void refetch());
  const [asking, setAsking] = useState(false);
  const none = asProblem(error)?.status === 404;
  // While somebody answers the question, a look at the server does not take it away.
  if (isLoading && !asking) return <Loading rows={1} height={120} />;
  if (error && !none) return <Failure error={error} onRetry={refetch} />;
  return (
    <Card component="section" aria-label={t("forget.title")} sx={{ display: "grid", gap: 1.5 }}>
      <Typography variant="h3" component="h2">
        {t("forget.title")}
      </Typography>
      {currentData && !none ? (
        <>
          <Alert severity="warning">{t("forget.scheduled", { day: format.date(currentData.eraseAt) })}</Alert>
          <Button
            variant="contained"
            size="large"
            loading={busy}
            onClick={() => void act(() => cancel().unwrap(), t("forget.kept"))}
          >
            {t("forget.undo")}
          </Button>
        </>
      ) : (
        <>
          <Typography color="text.secondary">{t("forget.text")}</Typography>
          <Button variant="outlined" color="error" onClick={() => setAsking(true)}>
            {t("forget.ask")}
          </Button>
        </>
      )}
      {asking && <AskSheet onClose={() => setAsking(false)} after={() => void refetch()} />}
    </Card>
  );
}

function AskSheet({ onClose, after }: { onClose: () => void; after: () => void }) {
  const { t } = useLanguage();
  const user = useUser();
  const [code, setCode] = useState("");
  const [send, sent] = useRequestCodeMutation();
  const [request, asked] = useRequestDeletionMutation();
  const { act, busy } = useAction(after);
  const sending = useAction();
  const problem = asProblem(asked.error);
  const phone = user?.phone ?? "";
  const ask = async () => {
    if (await act(() => request({ deletionIn: { code } }).unwrap(), t("forget.asked"))) onClose();
  };
  return (
    <Sheet title={t("forget.ask")} onClose={onClose}>
      <Alert severity="warning">{t("forget.what")}</Alert>
      {sent.data ? (
        <TextField
          label={t("auth.code")}
          value={code}
          onChange={(event) => setCode(latinDigits(event.target.value).replace(/\D/g, ""))}
          error={problem?.errors[0] !== undefined}
          helperText={problem?.errors[0]?.message}
          autoComplete="one-time-code"
          slotProps={{ htmlInput: { inputMode: "numeric", maxLength: 6, dir: "ltr" } }}
        />
      ) : (
        <Button
          variant="outlined"
          size="large"
          loading={sending.busy}
          onClick={() =>
            void sending.act(() => send({ codeRequestIn: { phone, purpose: "log_in" } }).unwrap())
          }
        >
          {t("forget.send_code")}
        </Button>
      )}
      {problem && problem.errors.length === 0 && problem.title && (
        <Alert severity="error">{problem.title}</Alert>
      )}
      {sent.data && (
        <Button
          variant="contained"
          color="error"
          size="large"
          loading={busy}
          disabled={code.length !== 6}
          onClick={() => void ask()}
        >
          {t("forget.sure")}
        </Button>
      )}
    </Sheet>
  );
}
