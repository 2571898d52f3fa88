import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import IconButton from "@mui/material/IconButton";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { CalendarMinus, CalendarPlus, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { type ExceptionOut, useRemoveMyExceptionMutation, type WeeklyInterval } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { useBesides, useHours } from "../known";
import { BesidesSheet } from "./besides-sheet";
import { useDayName } from "./day-name";
import { DaySheet } from "./day-sheet";
import { spansOf, WEEK } from "./week";

/** When one works: the week, and what is different on some days. */
export default function HoursScreen() {
  const { t } = useLanguage();
  const { known, error, refetch } = useHours();
  return (
    <Screen title={t("hours.title")} back="/work/setup">
      {known ? (
        <>
          <Week hours={known.hours} refetch={() => void refetch()} />
          <Exceptions />
        </>
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={7} height={60} />
      )}
    </Screen>
  );
}

const Day = styled("button")(({ theme }) => ({
  font: "inherit",
  color: "inherit",
  width: "100%",
  textAlign: "start",
  cursor: "pointer",
  display: "flex",
  flexWrap: "wrap",
  columnGap: 12,
  "& > strong": { flex: "0 0 5.5rem" },
  "& > span": { flex: "1 1 7rem", minWidth: 0 },
  alignItems: "center",
  minHeight: 60,
  paddingInline: 16,
  border: 0,
  borderBlockStart: `1px solid ${theme.vars?.palette.line}`,
  background: "none",
  "li:first-of-type > &": { borderBlockStart: 0 },
  "&:focus-visible": {
    outline: `3px solid ${theme.vars?.palette.secondary.light}`,
    outlineOffset: -3,
    borderRadius: 14,
  },
}));

function Week({ hours, refetch }: { hours: WeeklyInterval[]; refetch: () => void }) {
  const { t } = useLanguage();
  const dayName = useDayName();
  const [editing, setEditing] = useState<number>();
  return (
    <>
      <Card component="ul" sx={{ m: 0, p: 0, listStyle: "none", overflow: "hidden" }}>
        {WEEK.map((weekday) => {
          const spans = spansOf(hours, weekday);
          return (
            <li key={weekday}>
              <Day type="button" onClick={() => setEditing(weekday)}>
                <strong>{dayName(weekday)}</strong>
                <Box
                  component="span"
                  sx={{ color: spans.length > 0 ? "text.primary" : "text.secondary", py: 1 }}
                >
                  {spans.length === 0 && t("hours.off")}
                  {spans.map((span) => (
                    <Box component="span" key={span.from} sx={{ display: "block" }}>
                      <SpanText span={span} />
                    </Box>
                  ))}
                </Box>
                <Pencil size={18} aria-hidden />
              </Day>
            </li>
          );
        })}
      </Card>
      {editing !== undefined && (
        <DaySheet
          hours={hours}
          weekday={editing}
          onClose={() => {
            setEditing(undefined);
            refetch();
          }}
        />
      )}
    </>
  );
}

function SpanText({ span }: { span: { from: number; to: number } }) {
  const { t, format } = useLanguage();
  const shown = (minute: number) => format.wallTime(new Date(minute * 60_000));
  return t("hours.span", { from: shown(span.from), to: shown(span.to) });
}

function Exceptions() {
  const { t } = useLanguage();
  const list = useBesides();
  const [adding, setAdding] = useState<boolean>();
  return (
    <Box component="section" sx={{ display: "grid", gap: 1.25 }}>
      <Typography variant="h2">{t("besides.title")}</Typography>
      {list.known?.items.map((one) => (
        <Exception key={one.id} one={one} refetch={() => void list.refetch()} />
      ))}
      {list.known?.items.length === 0 && <Typography color="text.secondary">{t("besides.none")}</Typography>}
      {list.error !== undefined && !list.known && <Failure error={list.error} onRetry={list.refetch} />}
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        <Button
          variant="outlined"
          size="large"
          startIcon={<CalendarMinus aria-hidden />}
          onClick={() => setAdding(false)}
        >
          {t("besides.off")}
        </Button>
        <Button
          variant="outlined"
          size="large"
          startIcon={<CalendarPlus aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t("besides.extra")}
        </Button>
      </Box>
      {adding !== undefined && (
        <BesidesSheet
          works={adding}
          onClose={() => {
            setAdding(undefined);
            void list.refetch();
          }}
        />
      )}
    </Box>
  );
}

function Exception({ one, refetch }: { one: ExceptionOut; refetch: () => void }) {
  const { t, format } = useLanguage();
  const [remove] = useRemoveMyExceptionMutation();
  const { act, busy } = useAction(refetch);
  const Picture = one.works ? CalendarPlus : CalendarMinus;
  return (
    <Card
      sx={{
        display: "grid",
        gridTemplateColumns: "auto minmax(0, 1fr) auto",
        gap: 1.5,
        alignItems: "center",
      }}
    >
      <Box sx={{ color: one.works ? "primary.main" : "secondary.main", display: "grid" }}>
        <Picture aria-hidden />
      </Box>
      <Box>
        <Typography sx={{ fontWeight: 700 }}>{t(one.works ? "besides.works" : "besides.rests")}</Typography>
        <Typography variant="body2">
          {t("hours.span", { from: format.dateTime(one.startsAt), to: format.dateTime(one.endsAt) })}
        </Typography>
        {one.note && (
          <Typography variant="body2" color="text.secondary" dir="auto">
            {one.note}
          </Typography>
        )}
      </Box>
      <IconButton
        aria-label={t("besides.remove", { day: format.dayShort(one.startsAt) })}
        disabled={busy}
        onClick={() => void act(() => remove({ id: one.id }).unwrap())}
      >
        <Trash2 size={20} aria-hidden />
      </IconButton>
    </Card>
  );
}
