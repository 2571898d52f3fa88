import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { BellRing } from "lucide-react";
import { useEffect, useState } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import type { Key } from "@/shared/i18n/words";
import { readStored, writeStored } from "@/shared/lib/stored";
import { useAction } from "@/shared/lib/use-action";
import { useNotices } from "@/shared/ui/notices";
import { Card } from "@/shared/ui/surface";
import { browserLabel, type PushState, pushState, switchOnPush } from "./push";

const KEY = "osta.push";

interface Props {
  /** Also says how it stands, where one came to see to it. */
  always?: boolean;
  /** What they are good for here; else what a customer has of them. */
  why?: Key;
}

/** Asks for push messages where they are of use; who said no is not asked again. */
export function PushCard({ always = false, why }: Props) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const [state, setState] = useState<PushState>();
  const [declined, setDeclined] = useState(() => readStored("local", KEY, { declined: false }).declined);
  const { act, busy } = useAction();
  useEffect(() => {
    let here = true;
    void pushState().then((now) => here && setState(now));
    return () => {
      here = false;
    };
  }, []);
  const wanted = state === "ask" || state === "off";
  if (!always && (declined || !wanted)) return null;
  if (state === undefined || state === "unsupported") return null;
  if (!wanted)
    return <Typography color="text.secondary">{t(state === "on" ? "push.on" : "push.denied")}</Typography>;
  const no = () => {
    writeStored("local", KEY, { declined: true });
    setDeclined(true);
  };
  const yes = () =>
    act(async () => {
      const on = await switchOnPush(browserLabel());
      setState(on ? "on" : "denied");
      if (on) say(t("push.on"));
      else no();
    });
  return (
    <Card sx={{ bgcolor: "soft.brand", display: "grid", gap: 1.5 }}>
      <Box sx={{ display: "flex", gap: 1.5, alignItems: "center" }}>
        <BellRing size={26} aria-hidden />
        <Typography sx={{ fontWeight: 650 }}>{t(why ?? "push.ask")}</Typography>
      </Box>
      <Box sx={{ display: "flex", gap: 1 }}>
        <Button variant="contained" loading={busy} onClick={() => void yes()} sx={{ flex: 1 }}>
          {t("push.yes")}
        </Button>
        {!always && <Button onClick={no}>{t("push.no")}</Button>}
      </Box>
    </Card>
  );
}
