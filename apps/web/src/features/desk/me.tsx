import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import {
  Bell,
  BellRing,
  CalendarClock,
  ChevronRight,
  FileCheck2,
  HelpCircle,
  Lock,
  type LucideIcon,
  MapPinned,
  MessageCircle,
  MonitorSmartphone,
  Star,
  Wrench,
} from "lucide-react";
import { Link } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { Directional, Ltr } from "@/shared/ui/directional";
import { Preferences } from "@/shared/ui/preferences";
import { Card, Screen } from "@/shared/ui/surface";
import { useShift } from "./shift";

interface Place {
  to: string;
  label: Key;
  icon: LucideIcon;
}

const PLACES: Place[] = [
  { to: "/work/hours", label: "hours.title", icon: CalendarClock },
  { to: "/work/areas", label: "areas.title", icon: MapPinned },
  { to: "/work/services", label: "services.title", icon: Wrench },
  { to: "/work/setup", label: "setup.papers", icon: FileCheck2 },
  { to: "/work/ratings", label: "ratings.title", icon: Star },
  { to: "/work/why", label: "whynot.title", icon: HelpCircle },
];

/** For whoever is here, a technician already or not yet. */
const TOLD: Place[] = [
  { to: "/work/notifications", label: "me.notifications", icon: Bell },
  { to: "/work/alerts", label: "me.alerts", icon: BellRing },
  { to: "/work/talks", label: "me.messages", icon: MessageCircle },
  { to: "/work/privacy", label: "me.privacy", icon: Lock },
  { to: "/work/sessions", label: "me.sessions", icon: MonitorSmartphone },
];

const Row = styled(Link)(({ theme }) => ({
  display: "flex",
  alignItems: "center",
  gap: 14,
  minHeight: 60,
  paddingInline: 16,
  color: "inherit",
  textDecoration: "none",
  fontWeight: 650,
  borderBlockStart: `1px solid ${theme.vars?.palette.line}`,
  "&:first-of-type": { borderBlockStart: 0 },
  "& svg:first-of-type": { color: theme.vars?.palette.primary.main },
  "&:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: -3,
    borderRadius: 14,
  },
}));

/** Who one is here, and everything one sets for oneself. */
export function Me() {
  const { t, format } = useLanguage();
  const user = useUser();
  const { provider } = useShift();
  if (!user) return null;
  return (
    <Screen title={t("desk.me")}>
      <Card>
        <Typography variant="h2">
          <bdi>
            {user.firstName} {user.lastName}
          </bdi>
        </Typography>
        <Typography color="text.secondary">
          <Ltr>{localPhone(user.phone)}</Ltr>
        </Typography>
        {provider && (
          <Typography color="text.secondary">
            {t("join.id")}: <Ltr>{provider.nationalId}</Ltr>
          </Typography>
        )}
        {provider?.rating && (
          <Typography sx={{ display: "flex", gap: 0.75, alignItems: "center", fontWeight: 700, mt: 0.5 }}>
            <Star size={18} fill="#e0912f" stroke="#e0912f" aria-hidden />
            {format.stars(provider.rating.meanMilli)} · {t("earn.jobs", { count: provider.jobsCompleted })}
          </Typography>
        )}
      </Card>
      <Card component="nav" aria-label={t("desk.me")} sx={{ p: 0, overflow: "hidden" }}>
        {[...(provider ? PLACES : []), ...TOLD].map(({ to, label, icon: Icon }) => (
          <Row key={to} to={to}>
            <Icon size={23} aria-hidden />
            <Box component="span" sx={{ flex: 1 }}>
              {t(label)}
            </Box>
            <Directional>
              <ChevronRight size={20} aria-hidden />
            </Directional>
          </Row>
        ))}
      </Card>
      <Preferences />
    </Screen>
  );
}
