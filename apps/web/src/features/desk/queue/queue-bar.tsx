import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { CloudUpload, TriangleAlert } from "lucide-react";
import { useNavigate } from "react-router";
import { useLanguage } from "@/shared/i18n/provider";
import { Card } from "@/shared/ui/surface";
import type { Entry } from "./queue";
import { useQueue } from "./use-queue";

/** Says in one line, above every screen, that something still waits or was refused. */
export function QueueBar() {
  const { t } = useLanguage();
  const { entries } = useQueue();
  const navigate = useNavigate();
  const refused = entries.find((one) => one.refused);
  // What goes through at once is no news.
  const waiting = entries.filter((one) => !one.refused && (one.tries > 0 || !navigator.onLine));
  if (!refused && waiting.length === 0) return null;
  const Picture = refused ? TriangleAlert : CloudUpload;
  return (
    <Box
      role="status"
      sx={{
        display: "flex",
        alignItems: "center",
        gap: 1,
        paddingInline: 2,
        minHeight: 48,
        bgcolor: refused ? "soft.danger" : "soft.info",
        color: "text.primary",
        fontWeight: 650,
      }}
    >
      <Picture size={20} aria-hidden />
      <Box component="span" sx={{ flex: 1 }}>
        {refused ? t("queue.refused") : t("queue.waiting", { count: waiting.length })}
      </Box>
      {refused && (
        <Button size="small" variant="outlined" onClick={() => navigate(`/work/jobs/${refused.job}`)}>
          {t("queue.look")}
        </Button>
      )}
    </Box>
  );
}

/** What of a job waits, in order; what was refused, why, and the ways out. */
export function QueueList({ entries }: { entries: Entry[] }) {
  const { t, format } = useLanguage();
  const { again, drop } = useQueue();
  if (!entries.some((one) => one.refused || one.tries > 0) && navigator.onLine) return null;
  if (entries.length === 0) return null;
  return (
    <Card component="section" aria-label={t("queue.title")} sx={{ display: "grid", gap: 1 }}>
      <Typography variant="h3" component="h2">
        {t("queue.title")}
      </Typography>
      {entries.map((entry) => (
        <Box key={entry.id} sx={{ display: "grid", gap: 0.75 }}>
          <Typography sx={{ display: "flex", gap: 1, alignItems: "center" }}>
            {entry.refused ? <TriangleAlert size={18} aria-hidden /> : <CloudUpload size={18} aria-hidden />}
            <strong>{t(`tap.${entry.action.kind}`)}</strong>
            <span>{format.time(entry.at)}</span>
          </Typography>
          {entry.refused && (
            <>
              <Typography color="error">
                {entry.refused.errors[0]?.message ?? (entry.refused.title || t("state.failed"))}
              </Typography>
              <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
                <Button variant="contained" onClick={() => void again(entry.id)}>
                  {t("act.retry")}
                </Button>
                <Button variant="outlined" color="error" onClick={() => void drop(entry.id)}>
                  {t("queue.drop")}
                </Button>
              </Box>
            </>
          )}
        </Box>
      ))}
    </Card>
  );
}
