import Box from "@mui/material/Box";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type KpiReportOut, useGetKpisQuery } from "@/generated/ops";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { useFilters } from "../parts/filters";
import { Bars } from "./bars";

const DAY_MS = 86_400_000;

/** How it goes: the sums of a period, and day by day. */
export default function Figures() {
  const { t } = useLanguage();
  const { get, set } = useFilters();
  const to = get("to") ?? cairoDay(new Date());
  const from = get("from") ?? cairoDay(new Date(Date.now() - 13 * DAY_MS));
  const { currentData, error, refetch } = useGetKpisQuery({ from, to }, { refetchOnMountOrArgChange: true });
  const day = (label: string, value: string, name: string) => (
    <TextField
      type="date"
      size="small"
      label={label}
      value={value}
      onChange={(event) => set({ [name]: event.target.value })}
      sx={{ width: 180 }}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
  return (
    <Screen title={t("ops.kpis")} wide>
      <Box component="form" role="search" sx={{ display: "flex", gap: 1.5, flexWrap: "wrap" }}>
        {day(t("kpi.from"), from, "from")}
        {day(t("kpi.to"), to, "to")}
      </Box>
      {currentData ? (
        <Sums report={currentData} />
      ) : error ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Loading rows={3} height={120} />
      )}
    </Screen>
  );
}

function Sums({ report: { total, days } }: { report: KpiReportOut }) {
  const { t, format } = useLanguage();
  const tiles: [string, string][] = [
    [t("kpi.created"), format.number(total.bookingsCreated)],
    [t("kpi.completed"), format.number(total.bookingsCompleted)],
    [t("kpi.cancelled"), format.number(total.bookingsCancelled)],
    [t("kpi.unmatched"), format.number(total.bookingsUnmatched)],
    [t("kpi.volume"), format.money(total.grossVolume)],
    [t("kpi.commission"), format.money(total.commission)],
    [t("kpi.match"), total.medianSecondsToMatch == null ? "–" : format.clock(total.medianSecondsToMatch)],
    [t("kpi.stars"), total.meanStarsMilli == null ? "–" : format.stars(total.meanStarsMilli)],
    [t("kpi.customers"), format.number(total.newCustomers)],
    [t("kpi.acceptance"), total.offersMade ? format.percent(total.offersAccepted / total.offersMade) : "–"],
  ];
  return (
    <>
      <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(170px, 1fr))" }}>
        {tiles.map(([name, value]) => (
          <Card key={name}>
            <Typography variant="body2" color="text.secondary">
              {name}
            </Typography>
            <Typography sx={{ fontSize: "1.6rem", fontWeight: 800 }}>{value}</Typography>
          </Card>
        ))}
      </Box>
      <Card>
        <Typography variant="h2">{t("kpi.daily")}</Typography>
        <Bars
          label={t("kpi.daily")}
          bars={days.map((one) => ({
            id: one.day,
            name: format.dayShort(`${one.day}T10:00:00Z`),
            whole: one.bookingsCreated,
            part: one.bookingsCompleted,
            text: `${t("kpi.created")}: ${format.number(one.bookingsCreated)} · ${t("kpi.completed")}: ${format.number(one.bookingsCompleted)}`,
          }))}
        />
      </Card>
    </>
  );
}
