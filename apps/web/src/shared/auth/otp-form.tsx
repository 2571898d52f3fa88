import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import {
  type MeOut,
  type MePatch,
  type Role,
  type SessionOut,
  useRequestCodeMutation,
  useVerifyCodeMutation,
} from "@/generated/guest";
import { asProblem, type Problem, readProblem, unreachable } from "@/shared/api/problem";
import { adopt } from "@/shared/api/session";
import { latinDigits } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { config } from "@/shared/lib/config";
import { useNow } from "@/shared/lib/use-now";
import { Ltr } from "@/shared/ui/directional";
import { TextField } from "@/shared/ui/text-field";

/** Log in by a code on the phone, without leaving the screen. A new phone gets an account. */
export function OtpForm({
  role = "customer",
  onDone,
}: {
  role?: Extract<Role, "customer" | "service_provider">;
  onDone?: () => void;
}) {
  const { t, preferences } = useLanguage();
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [session, setSession] = useState<SessionOut>();
  const [request, sent] = useRequestCodeMutation();
  const [verify, verified] = useVerifyCodeMutation();

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    setCode("");
    verified.reset();
    await request({ codeRequestIn: { phone, purpose: "log_in" } });
  };
  const check = async (typed: string) => {
    const made = await verify({
      verifyCodeIn: {
        phone,
        code: typed,
        purpose: "log_in",
        role,
        lang: preferences.lang,
        acceptTerms: true,
      },
    });
    if (!made.data) return setCode("");
    // A newcomer says a name first; the account is there already.
    if (made.data.user.firstName) done(made.data);
    else setSession(made.data);
  };
  const done = (out: SessionOut) => {
    adopt(out);
    onDone?.();
  };

  if (session) return <NameForm session={session} onDone={done} />;
  if (!sent.data) {
    const problem = asProblem(sent.error);
    return (
      <Box
        component="form"
        onSubmit={(event) => void send(event)}
        sx={{ display: "grid", gap: 2 }}
        noValidate
      >
        <TextField
          label={t("auth.phone")}
          type="tel"
          value={phone}
          onChange={(event) => setPhone(event.target.value)}
          error={problem !== undefined}
          helperText={
            problem
              ? (problem.errors[0]?.message ?? (problem.title || t("state.offline")))
              : t("auth.phone_why")
          }
          autoComplete="tel"
          slotProps={{ htmlInput: { dir: "ltr", inputMode: "tel", maxLength: 20 } }}
        />
        <Button
          type="submit"
          variant="contained"
          size="large"
          loading={sent.isLoading}
          disabled={phone.trim().length < 10}
        >
          {t("auth.send")}
        </Button>
        <Typography variant="caption" color="text.secondary">
          {t("auth.terms")}
        </Typography>
      </Box>
    );
  }
  const wrong = asProblem(verified.error);
  return (
    <Box sx={{ display: "grid", gap: 1.5 }}>
      <Typography>
        {t("auth.sent_to")} <Ltr>{phone}</Ltr>{" "}
        <Link component="button" type="button" onClick={() => sent.reset()}>
          {t("auth.change")}
        </Link>
      </Typography>
      <TextField
        label={t("auth.code")}
        value={code}
        autoFocus
        onChange={(event) => {
          const typed = latinDigits(event.target.value).replace(/\D/g, "").slice(0, 6);
          setCode(typed);
          if (typed.length === 6 && !verified.isLoading) void check(typed);
        }}
        error={wrong !== undefined}
        helperText={wrong && (wrong.errors[0]?.message ?? (wrong.title || t("state.offline")))}
        autoComplete="one-time-code"
        slotProps={{
          htmlInput: {
            dir: "ltr",
            inputMode: "numeric",
            style: { textAlign: "center", fontSize: "1.6rem", letterSpacing: "0.4em", fontWeight: 800 },
          },
        }}
      />
      <Again
        after={sent.data.resendAfterS}
        since={sent.fulfilledTimeStamp ?? Date.now()}
        onAgain={() => void send()}
      />
      {config.sandboxUrl && (
        <Link href={config.sandboxUrl} target="_blank" rel="noreferrer">
          {t("auth.sandbox")}
        </Link>
      )}
    </Box>
  );
}

function Again({ after, since, onAgain }: { after: number; since: number; onAgain: () => void }) {
  const { t, format } = useLanguage();
  const left = after - (useNow() - since) / 1000;
  return (
    <Button variant="text" disabled={left > 0} onClick={onAgain}>
      {left > 0 ? t("auth.again_in", { time: format.clock(Math.ceil(left)) }) : t("auth.again")}
    </Button>
  );
}

function NameForm({ session, onDone }: { session: SessionOut; onDone: (out: SessionOut) => void }) {
  const { t, preferences } = useLanguage();
  const [firstName, setFirst] = useState("");
  const [lastName, setLast] = useState("");
  const [problem, setProblem] = useState<Problem>();
  const [isSaving, setSaving] = useState(false);
  const of = (field: string) => problem?.errors.find((one) => one.field === field)?.message;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSaving(true);
    // Straight with the new token: the page learns of the session once the name is there.
    const answer = await fetch("/api/v1/me", {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${session.accessToken}`,
        "content-type": "application/json",
        "accept-language": preferences.lang,
      },
      body: JSON.stringify({ firstName, lastName } satisfies MePatch),
    }).catch(() => null);
    setSaving(false);
    if (answer?.ok) onDone({ ...session, user: (await answer.json()) as MeOut });
    else setProblem(answer ? await readProblem(answer) : unreachable);
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => void submit(event)}
      sx={{ display: "grid", gap: 2 }}
      noValidate
    >
      <Typography>{t("auth.name_why")}</Typography>
      {problem && problem.errors.length === 0 && (
        <Alert severity="error">{problem.title || t("state.offline")}</Alert>
      )}
      <TextField
        label={t("auth.first_name")}
        value={firstName}
        onChange={(e) => setFirst(e.target.value)}
        error={!!of("firstName")}
        helperText={of("firstName")}
        autoComplete="given-name"
        autoFocus
      />
      <TextField
        label={t("auth.last_name")}
        value={lastName}
        onChange={(e) => setLast(e.target.value)}
        error={!!of("lastName")}
        helperText={of("lastName")}
        autoComplete="family-name"
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        loading={isSaving}
        disabled={!firstName.trim() || !lastName.trim()}
      >
        {t("act.continue")}
      </Button>
    </Box>
  );
}
