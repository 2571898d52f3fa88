import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { CalendarX, Car, Check, Navigation2, Route } from "lucide-react";
import { Link } from "react-router";
import type { AgendaDayOut, AgendaVisitOut } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

import { JobChip } from "../job-chip";
import { useAgenda } from "../known";
import { wayTo } from "../way-to";
import { betterOrder, isBestOrder, nextStop } from "./route";

/** The days ahead, each with its visits, the ways between them and a better order where there is one. */
export default function AgendaScreen() {
  const { t } = useLanguage();
  const { today, known: days, error, refetch } = useAgenda(60_000);
  const leading = days?.find(nextStop);
  return (
    <Screen title={t("agenda.title")}>
      {days ? (
        days.length === 0 ? (
          <Message icon={CalendarX} title={t("desk.no_jobs")} text={t("desk.no_jobs_text")} />
        ) : (
          days.map((day) => <Day key={day.date} day={day} today={today} leads={day === leading} />)
        )
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

const Stop = styled("li")({
  display: "grid",
  gridTemplateColumns: "2rem minmax(0, 1fr)",
  columnGap: 12,
  alignItems: "center",
});

const Visit = styled(Link)(({ theme }) => ({
  // Large text takes a line of its own.
  display: "flex",
  flexWrap: "wrap",
  gridColumn: 2,
  columnGap: 12,
  paddingBlock: 10,
  color: "inherit",
  textDecoration: "none",
  borderRadius: 12,
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

const Badge = styled("span")(({ theme }) => ({
  gridColumn: 1,
  display: "grid",
  placeItems: "center",
  width: "2rem",
  height: "2rem",
  borderRadius: "50%",
  fontWeight: 800,
  color: theme.vars?.palette.primary.main,
  border: `2px solid ${theme.vars?.palette.primary.main}`,
}));

interface DayProps {
  day: AgendaDayOut;
  today: string;
  /** It has the way to its next stop. */
  leads: boolean;
}

function Day({ day, today, leads }: DayProps) {
  const { t, format } = useLanguage();
  const better = betterOrder(day);
  const next = leads ? nextStop(day) : undefined;
  const stops = day.visits.map((visit, at) => ({ visit, number: at + 1 }));
  const ahead = stops.filter(({ visit }) => visit.status !== "completed");
  const over = stops.length - ahead.length;
  const noon = `${day.date}T10:00:00Z`;
  return (
    <Box component="section" sx={{ display: "grid", gap: 1 }}>
      <Typography variant="h2">
        {day.date === today ? t("agenda.today") : format.day(noon)}
        <Typography component="span" color="text.secondary" sx={{ marginInlineStart: 1 }}>
          {t("agenda.visits", { count: day.visits.length })}
        </Typography>
      </Typography>
      {next && (
        <Button
          variant="contained"
          size="large"
          href={wayTo(next.visit.pin)}
          target="_blank"
          rel="noreferrer"
          startIcon={<Navigation2 size={20} aria-hidden />}
        >
          {t("agenda.go", {
            number: format.number(next.number),
            district: format.pick(next.visit.district),
          })}
        </Button>
      )}
      <Card component="ol" sx={{ m: 0, listStyle: "none", py: 1 }}>
        {over > 0 && (
          <Typography
            component="li"
            color="text.secondary"
            sx={{ display: "flex", gap: 1, alignItems: "center" }}
          >
            <Check size={18} aria-hidden />
            {t("agenda.over", { count: over })}
          </Typography>
        )}
        {ahead.map(({ visit, number }) => (
          <Stop key={`${visit.bookingId} ${visit.visit}`}>
            <Way visit={visit} fromHome={number === 1} />
            <Badge>{format.number(number)}</Badge>
            <Visit to={`/work/jobs/${visit.bookingId}`}>
              <Typography component="span" sx={{ fontWeight: 800, minWidth: "4.6rem" }}>
                {format.time(visit.startsAt)}
              </Typography>
              <Box component="span" sx={{ flex: "1 1 7rem", minWidth: 0, overflowWrap: "anywhere" }}>
                <Box
                  component="span"
                  sx={{
                    display: "flex",
                    flexWrap: "wrap",
                    columnGap: 1,
                    justifyContent: "space-between",
                    "& > *": { minWidth: 0, overflowWrap: "anywhere" },
                  }}
                >
                  <strong>{format.pick(visit.serviceName)}</strong>
                  <JobChip stage={visit.stage} />
                </Box>
                <Box component="span" sx={{ color: "text.secondary" }}>
                  {format.pick(visit.district)}
                  {visit.visit > 1 && ` · ${t("agenda.again", { count: visit.visit })}`}
                </Box>
              </Box>
            </Visit>
          </Stop>
        ))}
      </Card>
      {better && (
        <Alert severity="info" icon={<Route aria-hidden />}>
          {t("agenda.better", {
            order: better.order
              .map((place) => `${format.number(place + 1)} ${format.pick(day.visits[place]?.district)}`)
              .join(format.lang === "ar" ? " ← " : " → "),
            time: format.minutes(better.savesMinutes),
          })}
        </Alert>
      )}
      {isBestOrder(day) && (
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ display: "flex", gap: 1, alignItems: "center" }}
        >
          <Route size={17} aria-hidden />
          {t("agenda.best")}
        </Typography>
      )}
    </Box>
  );
}

/** From the stop before, or from home: how far, how long, and whether there is time for it. */
function Way({ visit, fromHome }: { visit: AgendaVisitOut; fromHome: boolean }) {
  const { t, format } = useLanguage();
  const { travelS, distanceM, spareMinutes } = visit;
  if (travelS === null || travelS === undefined) return null;
  const tight = (spareMinutes ?? 0) < 0;
  const parts = [
    fromHome && t("agenda.from_home"),
    typeof distanceM === "number" && format.distance(distanceM),
    t("agenda.way", { time: format.minutes(Math.max(1, Math.round(travelS / 60))) }),
    tight && t("agenda.tight"),
  ];
  return (
    <Typography
      variant="body2"
      color={tight ? "error" : "text.secondary"}
      sx={{
        gridColumn: "1 / -1",
        display: "flex",
        gap: 1,
        alignItems: "center",
        "& > svg": { flexShrink: 0 },
      }}
    >
      <Car size={17} aria-hidden />
      {parts.filter(Boolean).join(" · ")}
    </Typography>
  );
}
