import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Siren, VolumeX } from "lucide-react";
import { useEffect, useState } from "react";
import { Link as RouterLink } from "react-router";
import { type PageSosAlarmOut, useAcknowledgeSosMutation, useListSosQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { useNow } from "@/shared/lib/use-now";
import { Ltr } from "@/shared/ui/directional";
import { useNamed } from "../parts/names";
import { siren } from "./siren";

/** Alarms that nobody looks after yet: above every screen, and to be heard. */
export function SosWatch() {
  const { data, refetch } = useListSosQuery(
    { state: "open", limit: 20 },
    { pollingInterval: 4000, refetchOnMountOrArgChange: true },
  );
  const alarms = data?.items ?? [];
  if (alarms.length === 0) return null;
  return <Open alarms={alarms} refresh={() => void refetch()} />;
}

type Alarms = PageSosAlarmOut["items"];

function Open({ alarms, refresh }: { alarms: Alarms; refresh: () => void }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const now = useNow(1000);
  const [quiet, setQuiet] = useState<string>();
  const [blocked, setBlocked] = useState(false);
  const [acknowledge] = useAcknowledgeSosMutation();
  const { act, busy } = useAction(refresh);
  // Made quiet for these alarms only: another one, or a further press, is heard again.
  const these = alarms.map(({ id, presses }) => `${id}:${presses}`).join(" ");
  const loud = quiet !== these;
  useEffect(() => {
    if (!loud || !these) return;
    return siren(setBlocked);
  }, [loud, these]);
  return (
    <Box
      role="alert"
      sx={{
        position: "sticky",
        insetBlockStart: 56,
        zIndex: 9,
        bgcolor: "#a3341f",
        color: "#fff",
        px: 2,
        py: 1,
        display: "grid",
        gap: 1,
        "& a": { color: "inherit", fontWeight: 700 },
      }}
    >
      {alarms.map((alarm) => (
        <Box key={alarm.id} sx={{ display: "flex", gap: 1.5, alignItems: "center", flexWrap: "wrap" }}>
          <Siren size={26} aria-hidden />
          <Box sx={{ flex: "1 1 16rem" }}>
            <strong>{t("sos.from", { side: named(`by.${alarm.side}`) })}</strong> · <Ltr>{alarm.number}</Ltr>
            {alarm.district && ` · ${format.pick(alarm.district)}`} ·{" "}
            {format.ago((now - Date.parse(alarm.raisedAt)) / 1000)}
            {alarm.presses > 1 && ` · ${t("sos.presses", { count: alarm.presses })}`}
            {alarm.silent && (
              <Box component="span" sx={{ display: "block", fontWeight: 800 }}>
                {t("sos.silent")}
              </Box>
            )}
          </Box>
          <RouterLink to={`/ops/alarms/${alarm.id}`}>{t("sos.open")}</RouterLink>
          <Button
            variant="contained"
            disabled={busy}
            sx={{ bgcolor: "#fff", color: "#7c2414", "&:hover": { bgcolor: "#fae6e0" } }}
            onClick={() => void act(() => acknowledge({ id: alarm.id, sosAcknowledgeIn: {} }).unwrap())}
          >
            {t("sos.take")}
          </Button>
        </Box>
      ))}
      <Box sx={{ display: "flex", gap: 1.5, alignItems: "center" }}>
        {loud && (
          <Button
            size="small"
            startIcon={<VolumeX size={18} aria-hidden />}
            sx={{ color: "#fff" }}
            onClick={() => setQuiet(these)}
          >
            {t("sos.quiet")}
          </Button>
        )}
        {loud && blocked && <span>{t("sos.blocked")}</span>}
      </Box>
    </Box>
  );
}
