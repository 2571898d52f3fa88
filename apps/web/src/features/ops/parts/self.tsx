import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { CircleUser } from "lucide-react";
import { NavLink } from "react-router";
import { useUser } from "@/shared/api/use-session";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Preferences } from "@/shared/ui/preferences";
import { Card, Screen } from "@/shared/ui/surface";
import { Facts } from "./facts";

const ToMe = styled(NavLink)(({ theme }) => ({
  display: "inline-flex",
  alignItems: "center",
  gap: 8,
  minHeight: 40,
  paddingInline: 12,
  borderRadius: 12,
  fontWeight: 650,
  "&[aria-current=page]": { backgroundColor: "rgb(255 255 255 / 0.16)" },
  "&:focus-visible": { outline: "3px solid #e0912f", outlineOffset: 2 },
  "& small": { fontSize: "0.85rem", fontWeight: 400 },
  [theme.breakpoints.down("sm")]: { "& span": { display: "none" } },
}));

/** Who sits at this desk, and the way to the own page with the way out. */
export function Self() {
  const { t } = useLanguage();
  const user = useUser();
  if (!user) return null;
  const name = `${user.firstName} ${user.lastName}`;
  return (
    <ToMe to="/ops/me" aria-label={`${t("nav.account")}: ${name}, ${t(`role.${user.role}`)}`}>
      <CircleUser size={22} aria-hidden />
      <span>
        <bdi>{name}</bdi> <small>{t(`role.${user.role}`)}</small>
      </span>
    </ToMe>
  );
}

/** The own page: who one is here, language and look, and the way out. */
export function Me() {
  const { t } = useLanguage();
  const user = useUser();
  return (
    <Screen title={t("nav.account")}>
      {user && (
        <Card>
          <Typography variant="h2" sx={{ mb: 1 }}>
            <bdi>
              {user.firstName} {user.lastName}
            </bdi>
          </Typography>
          <Facts
            facts={[
              [t("user.phone"), <Ltr key="p">{localPhone(user.phone)}</Ltr>],
              [t("user.role"), t(`role.${user.role}`)],
            ]}
          />
        </Card>
      )}
      <Preferences />
    </Screen>
  );
}
