import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import {
  Bell,
  BellRing,
  ChevronRight,
  Heart,
  Lock,
  MapPin,
  MessageCircle,
  MonitorSmartphone,
  Repeat,
  Wallet,
} from "lucide-react";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { type MeOut, useUpdateMeMutation } from "@/generated/guest";
import { asProblem } from "@/shared/api/problem";
import { updateUser } from "@/shared/api/session";
import { useUser } from "@/shared/api/use-session";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Directional, Ltr } from "@/shared/ui/directional";
import { Preferences } from "@/shared/ui/preferences";
import { Card, Screen } from "@/shared/ui/surface";
import { TextField } from "@/shared/ui/text-field";

const Places = styled("nav")(({ theme }) => ({
  backgroundColor: theme.vars?.palette.background.paper,
  border: `1px solid ${theme.vars?.palette.line}`,
  borderRadius: 18,
  overflow: "hidden",
  "& a": {
    display: "flex",
    alignItems: "center",
    gap: 14,
    minHeight: 60,
    paddingInline: 16,
    color: "inherit",
    textDecoration: "none",
    fontWeight: 650,
  },
  "& a + a": { borderBlockStart: `1px solid ${theme.vars?.palette.line}` },
  "& a > svg": { color: theme.vars?.palette.primary.main },
  "& a > :last-child": { marginInlineStart: "auto" },
  "& a:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: -3,
    borderRadius: 18,
  },
}));

export default function Account() {
  const { t } = useLanguage();
  const user = useUser();
  if (!user) return null;
  const places = [
    { to: "/account/wallet", label: t("me.wallet"), icon: Wallet },
    { to: "/account/notifications", label: t("me.notifications"), icon: Bell },
    { to: "/talk", label: t("me.messages"), icon: MessageCircle },
    { to: "/account/addresses", label: t("me.addresses"), icon: MapPin },
    { to: "/account/plans", label: t("me.plans"), icon: Repeat },
    { to: "/account/technicians", label: t("me.people"), icon: Heart },
    { to: "/account/alerts", label: t("me.alerts"), icon: BellRing },
    { to: "/account/privacy", label: t("me.privacy"), icon: Lock },
    { to: "/account/sessions", label: t("me.sessions"), icon: MonitorSmartphone },
  ];
  return (
    <Screen title={t("me.title")}>
      <Places aria-label={t("me.title")}>
        {places.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to}>
            <Icon size={22} aria-hidden />
            {label}
            <Directional>
              <ChevronRight size={20} aria-hidden />
            </Directional>
          </Link>
        ))}
      </Places>
      <Profile user={user} />
      <Preferences />
    </Screen>
  );
}

function Profile({ user }: { user: MeOut }) {
  const { t } = useLanguage();
  const [firstName, setFirst] = useState(user.firstName);
  const [lastName, setLast] = useState(user.lastName);
  const [email, setEmail] = useState(user.email ?? "");
  const [save, saved] = useUpdateMeMutation();
  const { act, busy } = useAction();
  const wrong = (field: string) => asProblem(saved.error)?.errors.find((one) => one.field === field)?.message;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void act(
      async () =>
        updateUser(
          await save({ mePatch: { firstName, lastName, email: email.trim() || undefined } }).unwrap(),
        ),
      t("me.saved"),
    );
  };
  const field = (
    name: string,
    label: string,
    value: string,
    set: (value: string) => void,
    dir: "auto" | "ltr" = "auto",
    hint?: string,
  ) => (
    <TextField
      label={label}
      value={value}
      onChange={(event) => set(event.target.value)}
      error={!!wrong(name)}
      helperText={wrong(name) ?? hint}
      slotProps={{ htmlInput: { dir } }}
    />
  );
  return (
    <Card>
      <Box component="form" sx={{ display: "grid", gap: 2 }} onSubmit={submit} noValidate>
        <Typography color="text.secondary">
          <Ltr>{localPhone(user.phone)}</Ltr>
        </Typography>
        {field("firstName", t("auth.first_name"), firstName, setFirst)}
        {field("lastName", t("auth.last_name"), lastName, setLast)}
        {field("email", t("me.email"), email, setEmail, "ltr", t("me.email_hint"))}
        <Button type="submit" variant="contained" loading={busy}>
          {t("act.save")}
        </Button>
      </Box>
    </Card>
  );
}
