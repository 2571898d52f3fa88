import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import Typography from "@mui/material/Typography";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useSetMyHoursMutation, type WeeklyInterval } from "@/generated/desk";
import { asProblem } from "@/shared/api/problem";
import { useLanguage } from "@/shared/i18n/provider";
import { useNotices } from "@/shared/ui/notices";
import { Sheet } from "@/shared/ui/sheet";
import { big } from "../big";
import { useDayName } from "./day-name";
import { SpanFields } from "./span-fields";
import { nextSpan, type Span, spansOf, WEEK, withDays, wrongIn } from "./week";

interface Props {
  hours: WeeklyInterval[];
  weekday: number;
  onClose: () => void;
}

/** One day: its hours, and which other days are the same. */
export function DaySheet({ hours, weekday, onClose }: Props) {
  const { t } = useLanguage();
  const { say } = useNotices();
  const dayName = useDayName();
  const [spans, setSpans] = useState<Span[]>(() => spansOf(hours, weekday));
  const [same, setSame] = useState<number[]>([]);
  const [save, { isLoading, error }] = useSetMyHoursMutation();
  const problem = asProblem(error);
  const wrong = wrongIn(spans);
  const set = (index: number, next: Span) => setSpans(spans.map((one, i) => (i === index ? next : one)));
  const send = async () => {
    const made = await save({ providerHoursIn: { hours: withDays(hours, [weekday, ...same], spans) } });
    if (made.error) return;
    say(t("act.saved"));
    onClose();
  };
  return (
    <Sheet title={dayName(weekday)} onClose={onClose}>
      {spans.length === 0 && <Typography color="text.secondary">{t("hours.off")}</Typography>}
      {spans.map((span, index) => (
        <Box key={index} sx={{ display: "grid", gridTemplateColumns: "minmax(0, 1fr) auto", gap: 1 }}>
          <SpanFields span={span} onChange={(next) => set(index, next)} />
          <IconButton
            aria-label={t("hours.remove")}
            onClick={() => setSpans(spans.filter((_, i) => i !== index))}
          >
            <Trash2 size={20} aria-hidden />
          </IconButton>
        </Box>
      ))}
      {wrong && <Alert severity="error">{t(`wrong.${wrong}`)}</Alert>}
      <Button
        variant="outlined"
        startIcon={<Plus aria-hidden />}
        onClick={() => setSpans([...spans, nextSpan(spans)])}
      >
        {t(spans.length === 0 ? "hours.work" : "hours.more")}
      </Button>
      <Box role="group" aria-label={t("hours.same")}>
        <Typography sx={{ fontWeight: 650, mb: 1 }}>{t("hours.same")}</Typography>
        <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
          {WEEK.filter((day) => day !== weekday).map((day) => {
            const on = same.includes(day);
            return (
              <Button
                key={day}
                size="small"
                variant={on ? "contained" : "outlined"}
                aria-pressed={on}
                onClick={() => setSame(on ? same.filter((one) => one !== day) : [...same, day])}
                sx={{ minHeight: 44 }}
              >
                {dayName(day)}
              </Button>
            );
          })}
        </Box>
      </Box>
      {problem && (
        <Alert severity="error">{problem.errors[0]?.message ?? (problem.title || t("state.offline"))}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        sx={big}
        loading={isLoading}
        disabled={wrong !== null}
        onClick={() => void send()}
      >
        {t("act.save")}
      </Button>
    </Sheet>
  );
}
