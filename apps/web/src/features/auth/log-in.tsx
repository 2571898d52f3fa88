import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { type FormEvent, useState } from "react";
import { Link, Navigate, useSearchParams } from "react-router";
import { useLogInMutation } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { adopt, logOut } from "@/shared/api/session";
import { homeOf, useSession, useUser } from "@/shared/api/use-session";
import { NameForm } from "@/shared/auth/name-form";
import { OtpForm } from "@/shared/auth/otp-form";
import { useLanguage } from "@/shared/i18n/provider";
import { Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

/** A code on the phone; whoever has a password may use that. Then back to where one wanted to go. */
export default function LogIn() {
  const { t } = useLanguage();
  const session = useSession();
  const user = useUser();
  const [params] = useSearchParams();
  const [byPassword, setByPassword] = useState(false);
  if (user?.firstName) return <Navigate to={wanted()} replace />;
  // In, but interrupted before saying a name.
  if (user)
    return (
      <Screen title={t("login.title")} back="/">
        <Card>
          <NameForm />
        </Card>
        <Button variant="text" onClick={() => void logOut()}>
          {t("act.log_out")}
        </Button>
      </Screen>
    );
  return (
    <Screen title={t("login.title")} back="/">
      {session.state === "guest" && session.ended && <Alert severity="info">{t("login.ended")}</Alert>}
      <Card sx={{ display: "grid", gap: 2 }}>
        {byPassword ? <PasswordForm /> : <OtpForm />}
        <Button variant="text" onClick={() => setByPassword(!byPassword)}>
          {t(byPassword ? "login.by_code" : "login.by_password")}
        </Button>
      </Card>
      <Button variant="text" component={Link} to="/join">
        {t("login.join")}
      </Button>
    </Screen>
  );

  /** Only a page of ours, never an address of somebody else's. */
  function wanted(): string {
    const to = params.get("to");
    const own = user ? homeOf(user.role) : "/";
    return to?.startsWith("/") && !to.startsWith("//") && to.startsWith(own) ? to : own;
  }
}

function PasswordForm() {
  const { t } = useLanguage();
  const [phone, setPhone] = useState("");
  const [password, setPassword] = useState("");
  const [logIn, { isLoading, error }] = useLogInMutation();
  const problem = asProblem(error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = await logIn({ logInIn: { phone, password } });
    if (made.data) adopt(made.data);
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => void submit(event)}
      sx={{ display: "grid", gap: 2 }}
      noValidate
    >
      <TextField
        label={t("auth.phone")}
        type="tel"
        value={phone}
        onChange={(e) => setPhone(e.target.value)}
        autoComplete="username"
        slotProps={{ htmlInput: { dir: "ltr", inputMode: "tel" } }}
      />
      <TextField
        label={t("login.password")}
        type="password"
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        autoComplete="current-password"
        error={problem !== undefined}
        helperText={problem && (problem.errors[0]?.message ?? (problem.title || t("state.offline")))}
        slotProps={{ htmlInput: { dir: "ltr" } }}
      />
      <Button
        type="submit"
        variant="contained"
        size="large"
        loading={isLoading}
        disabled={!phone || !password}
      >
        {t("login.enter")}
      </Button>
    </Box>
  );
}
