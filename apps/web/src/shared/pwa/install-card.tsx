import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { type LucideIcon, Share, Smartphone, SquarePlus } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { readStored, writeStored } from "@/shared/lib/stored";
import { Card } from "@/shared/ui/surface";
import { canInstall, install, onInstallable } from "./install";
import { installsByShare } from "./ios";

const KEY = "osta.install";

interface Props {
  /** What it is good for here. */
  ask?: Key;
}

/**
 * The app on the phone's screen, at a moment when it is of use; where the browser can't be asked, how
 * one does it. Who said no is not asked again.
 */
export function InstallCard({ ask = "install.ask" }: Props) {
  const { t } = useLanguage();
  const offered = useSyncExternalStore(onInstallable, canInstall);
  const [declined, setDeclined] = useState(() => readStored("local", KEY, { declined: false }).declined);
  const byShare = !offered && installsByShare();
  if (declined || !(offered || byShare)) return null;
  const no = () => {
    writeStored("local", KEY, { declined: true });
    setDeclined(true);
  };
  return (
    <Card sx={{ bgcolor: "soft.brand", display: "flex", alignItems: "center", gap: 1.5, flexWrap: "wrap" }}>
      <Smartphone size={26} aria-hidden />
      <Typography sx={{ flex: "1 1 12rem", fontWeight: 650 }}>{t(ask)}</Typography>
      {byShare && (
        <Box
          component="ol"
          sx={{ flexBasis: "100%", m: 0, p: 0, display: "grid", gap: 1, listStyle: "none" }}
        >
          <Step icon={Share} text={t("install.share")} />
          <Step icon={SquarePlus} text={t("install.add")} />
        </Box>
      )}
      {byShare && <Typography sx={{ flex: "1 1 12rem" }}>{t("install.messages")}</Typography>}
      <Box sx={{ display: "flex", gap: 1 }}>
        {offered && (
          <Button variant="contained" onClick={() => void install().then((done) => !done && no())}>
            {t("install.yes")}
          </Button>
        )}
        <Button variant={byShare ? "outlined" : "text"} onClick={no}>
          {t(byShare ? "install.known" : "push.no")}
        </Button>
      </Box>
    </Card>
  );
}

/** One press, with the picture that stands on the phone's button. */
function Step({ icon: Picture, text }: { icon: LucideIcon; text: string }) {
  return (
    <Box component="li" sx={{ display: "flex", gap: 1.5, alignItems: "center" }}>
      <Box
        sx={{
          flex: "none",
          display: "grid",
          placeItems: "center",
          width: 40,
          height: 40,
          borderRadius: "12px",
          bgcolor: "background.paper",
        }}
      >
        <Picture size={22} aria-hidden />
      </Box>
      <span>{text}</span>
    </Box>
  );
}
