import Typography from "@mui/material/Typography";
import { useUser } from "@/shared/api/use-session";
import { localPhone } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Preferences } from "@/shared/ui/preferences";
import { Card, Screen } from "@/shared/ui/surface";

export function Me() {
  const { t } = useLanguage();
  const user = useUser();
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
      </Card>
      <Preferences />
    </Screen>
  );
}
