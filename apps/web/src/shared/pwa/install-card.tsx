import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { Smartphone } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import { readStored, writeStored } from "@/shared/lib/stored";
import { Card } from "@/shared/ui/surface";
import { canInstall, install, onInstallable } from "./install";

const KEY = "osta.install";

/** After a visit that went well: the app on the phone's screen. Who said no is not asked again. */
export function InstallCard() {
  const { t } = useLanguage();
  const possible = useSyncExternalStore(onInstallable, canInstall);
  const [declined, setDeclined] = useState(() => readStored("local", KEY, { declined: false }).declined);
  if (!possible || declined) return null;
  const no = () => {
    writeStored("local", KEY, { declined: true });
    setDeclined(true);
  };
  return (
    <Card sx={{ bgcolor: "soft.brand", display: "flex", alignItems: "center", gap: 1.5, flexWrap: "wrap" }}>
      <Smartphone size={26} aria-hidden />
      <Typography sx={{ flex: "1 1 12rem", fontWeight: 650 }}>{t("install.ask")}</Typography>
      <Box sx={{ display: "flex", gap: 1 }}>
        <Button variant="contained" onClick={() => void install().then((done) => !done && no())}>
          {t("install.yes")}
        </Button>
        <Button onClick={no}>{t("push.no")}</Button>
      </Box>
    </Card>
  );
}
