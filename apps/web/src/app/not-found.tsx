import Button from "@mui/material/Button";
import { MapPinOff } from "lucide-react";
import { Link } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { Message } from "@/shared/ui/states";
import { Screen } from "@/shared/ui/surface";

export default function NotFound() {
  const { t } = useLanguage();
  return (
    <Screen title={t("missing.title")}>
      <Message
        icon={MapPinOff}
        title={t("missing.text")}
        action={
          <Button component={Link} to="/" variant="contained" size="large">
            {t("act.home")}
          </Button>
        }
      />
    </Screen>
  );
}
