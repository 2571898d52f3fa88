import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { Plus, X } from "lucide-react";
import { useLanguage } from "@/shared/i18n/provider";
import { TextField } from "@/shared/ui/text-field";
import type { Span, Week } from "./hours";

/** A Sunday, for the names of weekdays. */
const SUNDAY = Date.parse("2026-11-01T10:00:00Z");
const DAY_MS = 86_400_000;

/** When work may begin, day by day. */
export function WeekEditor({ week, set }: { week: Week; set: (week: Week) => void }) {
  const { t, format } = useLanguage();
  const change = (day: number, spans: Span[]) => set(week.map((one, n) => (n === day ? spans : one)));
  return (
    <Box sx={{ display: "grid", gap: 1 }}>
      {week.map((spans, day) => {
        const name = format.day(new Date(SUNDAY + day * DAY_MS)).split(/[\s،,]/)[0] ?? "";
        return (
          <Box
            key={day}
            role="group"
            aria-label={name}
            sx={{ display: "flex", gap: 1, alignItems: "center", flexWrap: "wrap" }}
          >
            <Typography sx={{ width: 92, fontWeight: 650 }}>{name}</Typography>
            {spans.length === 0 && <Typography color="text.secondary">{t("zone.closed")}</Typography>}
            {spans.map((span, n) => (
              <Box key={n} sx={{ display: "flex", gap: 0.5, alignItems: "center" }}>
                {(["from", "to"] as const).map((end) => (
                  <TextField
                    key={end}
                    type="time"
                    size="small"
                    value={span[end]}
                    onChange={(event) =>
                      change(
                        day,
                        spans.map((one, k) => (k === n ? { ...one, [end]: event.target.value } : one)),
                      )
                    }
                    sx={{ width: 130 }}
                    slotProps={{ htmlInput: { "aria-label": `${name} ${t(`zone.${end}`)}`, dir: "ltr" } }}
                  />
                ))}
                <IconButton
                  aria-label={t("zone.remove_span", { day: name })}
                  onClick={() =>
                    change(
                      day,
                      spans.filter((_, k) => k !== n),
                    )
                  }
                >
                  <X size={18} aria-hidden />
                </IconButton>
              </Box>
            ))}
            <Button
              size="small"
              startIcon={<Plus size={16} aria-hidden />}
              onClick={() => change(day, [...spans, { from: "09:00", to: "21:00" }])}
            >
              {t("zone.add_span")}
            </Button>
          </Box>
        );
      })}
    </Box>
  );
}
