import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { type Role, useRequestCodeMutation, useVerifyCodeMutation } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { adopt } from "@/shared/api/session";
import { useUser } from "@/shared/api/use-session";
import { latinDigits, localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { config } from "@/shared/lib/config";
import { showWrong } from "@/shared/lib/show-wrong";
import { useNow } from "@/shared/lib/use-now";
import { Ltr } from "@/shared/ui/directional";
import { TextField } from "@/shared/ui/text-field";
import { NameForm } from "./name-form";
import { forgetCode, lastCode, rememberCode } from "./sent-code";

/**
 * Log in by a code on the phone, without leaving the screen. A new phone gets an account, whose name
 * is asked for next; whoever was interrupted in between goes on where they were.
 */
export function OtpForm({
  role = "customer",
  onDone,
}: {
  role?: Extract<Role, "customer" | "service_provider">;
  onDone?: () => void;
}) {
  const { t, preferences } = useLanguage();
  const user = useUser();
  const [kept] = useState(lastCode);
  const [phone, setPhone] = useState(kept.phone);
  const [sent, setSent] = useState(kept.until > clock() ? kept : undefined);
  const [code, setCode] = useState("");
  const [request, requested] = useRequestCodeMutation();
  const [verify, verified] = useVerifyCodeMutation();
  const [tried, setTried] = useState(false);
  const refused = asProblem(requested.error);
  // What cannot be a whole number yet costs no SMS, and is said at once.
  const isShort = latinDigits(phone).replace(/\D/g, "").length < 10;
  const why =
    isShort && tried
      ? t("auth.phone_missing")
      : refused && (refused.errors[0]?.message ?? (refused.title || t("state.offline")));

  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (isShort) return showWrong();
    setCode("");
    verified.reset();
    const made = await request({ codeRequestIn: { phone, purpose: "log_in" } });
    if (made.data) setSent(rememberCode(phone, made.data));
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
    // Only what was refused is typed anew: a network that went is not the code's fault.
    if (!made.data) return asProblem(made.error)?.code === "offline" ? undefined : setCode("");
    forgetCode();
    adopt(made.data);
    if (made.data.user.firstName) onDone?.();
  };
  const change = () => {
    forgetCode();
    requested.reset();
    setSent(undefined);
  };

  // The account is there already; it goes on once it has a name.
  if (user && !user.firstName) return <NameForm joins={role === "service_provider"} onDone={onDone} />;
  if (!sent) {
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
          error={why !== undefined}
          helperText={why ?? t("auth.phone_why")}
          autoComplete="tel"
          slotProps={{ htmlInput: { dir: "ltr", inputMode: "tel", maxLength: 20 } }}
        />
        <Button type="submit" variant="contained" size="large" loading={requested.isLoading}>
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
        {t("auth.sent_to")} <Ltr>{asWritten(phone)}</Ltr>{" "}
        <Link component="button" type="button" onClick={change}>
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
      {code.length === 6 && (
        <Button
          variant="contained"
          size="large"
          loading={verified.isLoading}
          onClick={() => void check(code)}
        >
          {t(wrong ? "act.retry" : "act.continue")}
        </Button>
      )}
      {why && <Alert severity="error">{why}</Alert>}
      <Again at={sent.againAt} busy={requested.isLoading} onAgain={() => void send()} />
      {config.sandboxUrl && (
        <Link href={config.sandboxUrl} target="_blank" rel="noreferrer">
          {t("auth.sandbox")}
        </Link>
      )}
    </Box>
  );
}

/** What was typed, with or without the country and in whatever digits, as Egyptians write a phone. */
const asWritten = (typed: string) =>
  localPhone(
    `+${latinDigits(typed)
      .replace(/\D/g, "")
      .replace(/^0020|^0/, "20")}`,
  );

function Again({ at, busy, onAgain }: { at: number; busy: boolean; onAgain: () => void }) {
  const { t, format } = useLanguage();
  const left = Math.ceil((at - useNow()) / 1000);
  return (
    <Button variant="text" disabled={left > 0} loading={busy} onClick={onAgain}>
      {left > 0 ? t("auth.again_in", { time: format.clock(left) }) : t("auth.again")}
    </Button>
  );
}
