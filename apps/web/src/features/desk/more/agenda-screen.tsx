import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { styled } from "@mui/material/styles";
import Typography from "@mui/material/Typography";
import { CalendarX, Car, Check, Route } from "lucide-react";
import { Link } from "react-router";
import type { AgendaDayOut } from "@/generated/desk";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";

import { JobChip } from "../job-chip";
import { useAgenda } from "../known";
import { betterOrder } from "./route";

/** The days ahead, each with its visits, the ways between them and a better order where there is one. */
export default function AgendaScreen() {
  const { t } = useLanguage();
  const { today, known: days, error, refetch } = useAgenda(60_000);
  return (
    <Screen title={t("agenda.title")}>
      {days ? (
        days.length === 0 ? (
          <Message icon={CalendarX} title={t("desk.no_jobs")} text={t("desk.no_jobs_text")} />
        ) : (
          days.map((day) => <Day key={day.date} day={day} today={today} />)
        )
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading />
      )}
    </Screen>
  );
}

const Visit = styled(Link)(({ theme }) => ({
  display: "grid",
  gridTemplateColumns: "4.6rem minmax(0, 1fr)",
  gap: 12,
  paddingBlock: 10,
  color: "inherit",
  textDecoration: "none",
  borderRadius: 12,
  "&:focus-visible": { outline: `3px solid ${theme.vars?.palette.secondary.light}`, outlineOffset: 2 },
}));

function Day({ day, today }: { day: AgendaDayOut; today: string }) {
  const { t, format } = useLanguage();
  const better = betterOrder(day);
  const ahead = day.visits.filter((one) => one.status !== "completed");
  const over = day.visits.length - ahead.length;
  const noon = `${day.date}T10:00:00Z`;
  return (
    <Box component="section" sx={{ display: "grid", gap: 1 }}>
      <Typography variant="h2">
        {day.date === today ? t("agenda.today") : format.day(noon)}
        <Typography component="span" color="text.secondary" sx={{ marginInlineStart: 1 }}>
          {t("agenda.visits", { count: day.visits.length })}
        </Typography>
      </Typography>
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
        {ahead.map((visit) => (
          <li key={`${visit.bookingId} ${visit.visit}`}>
            {visit.travelS !== null && visit.travelS !== undefined && (
              <Typography
                variant="body2"
                color={(visit.spareMinutes ?? 0) < 0 ? "error" : "text.secondary"}
                sx={{ display: "flex", gap: 1, alignItems: "center" }}
              >
                <Car size={17} aria-hidden />
                {t("agenda.way", { time: format.minutes(Math.max(1, Math.round(visit.travelS / 60))) })}
                {(visit.spareMinutes ?? 0) < 0 && ` · ${t("agenda.tight")}`}
              </Typography>
            )}
            <Visit to={`/work/jobs/${visit.bookingId}`}>
              <Typography component="span" sx={{ fontWeight: 800 }}>
                {format.time(visit.startsAt)}
              </Typography>
              <span>
                <Box component="span" sx={{ display: "flex", gap: 1, justifyContent: "space-between" }}>
                  <strong>{format.pick(visit.serviceName)}</strong>
                  <JobChip stage={visit.stage} />
                </Box>
                <Box component="span" sx={{ color: "text.secondary" }}>
                  {format.pick(visit.district)}
                  {visit.visit > 1 && ` · ${t("agenda.again", { count: visit.visit })}`}
                </Box>
              </span>
            </Visit>
          </li>
        ))}
      </Card>
      {better && (
        <Alert severity="info" icon={<Route aria-hidden />}>
          {t("agenda.better", {
            order: better.order
              .map((place) => format.pick(day.visits[place]?.district))
              .join(format.lang === "ar" ? " ← " : " → "),
            time: format.minutes(better.savesMinutes),
          })}
        </Alert>
      )}
    </Box>
  );
}
