import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { useListCategoriesQuery } from "@/generated/guest";
import { type KpiDayOut, type KpisOut, useGetKpisQuery, useListZonesQuery } from "@/generated/ops";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney } from "@/shared/lib/csv";
import { Failure, Loading } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import type { Column } from "../parts/table";
import { Chart } from "./chart";
import { everyDay } from "./series";

const DAY_MS = 86_400_000;

/** How it goes: the sums of a period, and day by day, in a zone or trade. */
export default function Figures() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const to = get("to") ?? cairoDay(new Date());
  const from = get("from") ?? cairoDay(new Date(Date.now() - 13 * DAY_MS));
  const zones = useListZonesQuery({});
  const categories = useListCategoriesQuery();
  const { currentData, error, refetch } = useGetKpisQuery(
    { from, to, zoneId: get("zone"), categoryId: get("category") },
    { refetchOnMountOrArgChange: true },
  );
  const days = useMemo(() => everyDay(from, to, currentData?.days ?? []), [from, to, currentData]);
  const columns = useMemo<Column<KpiDayOut>[]>(() => {
    const column = (title: string, csv: Column<KpiDayOut>["csv"]): Column<KpiDayOut> => ({
      title,
      csv,
      cell: () => null,
    });
    return [
      column(t("board.date"), (one) => one.day),
      column(t("kpi.created"), (one) => one.bookingsCreated),
      column(t("kpi.completed"), (one) => one.bookingsCompleted),
      column(t("kpi.cancelled"), (one) => one.bookingsCancelled),
      column(t("kpi.volume"), (one) => csvMoney(one.grossVolume)),
      column(t("kpi.commission"), (one) => csvMoney(one.commission)),
    ];
  }, [t]);
  const names = days.map(({ day }) => {
    const at = `${day}T10:00:00Z`;
    return `${format.dayOfMonth(at)} ${format.month(at)}`;
  });
  const pounds = (value: number) => format.number(value, { maximumFractionDigits: 0 });
  return (
    <Screen title={t("ops.kpis")} wide="list">
      <FilterBar
        filters={[
          { kind: "day", name: "from", label: t("kpi.from"), fallback: from },
          { kind: "day", name: "to", label: t("kpi.to"), fallback: to },
          {
            kind: "choice",
            name: "zone",
            label: t("kpi.zone"),
            options: (zones.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
          },
          {
            kind: "choice",
            name: "category",
            label: t("kpi.category"),
            options: (categories.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
          },
        ]}
      >
        <ExportButton
          name={`kpis-${from}-${to}`}
          columns={columns}
          load={currentData && (async () => ({ items: days }))}
        />
      </FilterBar>
      {!currentData &&
        (error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={3} height={120} />)}
      {currentData && (
        <>
          <Tiles total={currentData.total} />
          <Chart
            title={t("kpi.daily")}
            days={names}
            show={(value) => format.number(value)}
            series={[
              {
                name: t("kpi.created"),
                colour: "secondary.light",
                values: days.map((one) => one.bookingsCreated),
              },
              {
                name: t("kpi.completed"),
                colour: "primary.main",
                values: days.map((one) => one.bookingsCompleted),
              },
              {
                name: t("kpi.cancelled"),
                colour: "error.main",
                values: days.map((one) => one.bookingsCancelled),
              },
            ]}
          />
          <Chart
            title={t("kpi.money_daily")}
            days={names}
            show={pounds}
            series={[
              {
                name: t("kpi.volume"),
                colour: "info.main",
                values: days.map((one) => one.grossVolume.amount / 100),
              },
              {
                name: t("kpi.commission"),
                colour: "primary.main",
                values: days.map((one) => one.commission.amount / 100),
              },
            ]}
          />
        </>
      )}
    </Screen>
  );
}

function Tiles({ total }: { total: KpisOut }) {
  const { t, format } = useLanguage();
  const seconds = (value: number | null | undefined) => (value == null ? "–" : format.clock(value));
  const tiles: [string, string, string?][] = [
    [t("kpi.created"), format.number(total.bookingsCreated)],
    [
      t("kpi.completed"),
      format.number(total.bookingsCompleted),
      total.bookingsCreated ? format.percent(total.bookingsCompleted / total.bookingsCreated) : undefined,
    ],
    [
      t("kpi.cancelled"),
      format.number(total.bookingsCancelled),
      t("kpi.by_sides", { customers: total.cancelledByCustomers, technicians: total.cancelledByProviders }),
    ],
    [t("kpi.unmatched"), format.number(total.bookingsUnmatched)],
    [t("kpi.disputed"), format.number(total.bookingsDisputed)],
    [t("kpi.volume"), format.money(total.grossVolume)],
    [
      t("kpi.commission"),
      format.money(total.commission),
      t("kpi.vat", { amount: format.money(total.taxes) }),
    ],
    [
      t("kpi.match"),
      seconds(total.medianSecondsToMatch),
      t("kpi.p90", { time: seconds(total.p90SecondsToMatch) }),
    ],
    [
      t("kpi.stars"),
      total.meanStarsMilli == null ? "–" : format.stars(total.meanStarsMilli),
      t("kpi.ratings", { count: total.ratingsRevealed }),
    ],
    [t("kpi.customers"), format.number(total.newCustomers)],
    [t("kpi.technicians"), format.number(total.newProviders)],
    [
      t("kpi.acceptance"),
      total.offersMade ? format.percent(total.offersAccepted / total.offersMade) : "–",
      t("kpi.drop_outs", { count: total.providerDropOuts }),
    ],
  ];
  return (
    <Box sx={{ display: "grid", gap: 1.5, gridTemplateColumns: "repeat(auto-fill, minmax(148px, 1fr))" }}>
      {tiles.map(([name, value, more]) => (
        <Card key={name} sx={{ py: 1.5 }}>
          <Typography variant="body2" color="text.secondary">
            {name}
          </Typography>
          <Typography sx={{ fontSize: "1.5rem", fontWeight: 800, lineHeight: 1.4 }}>{value}</Typography>
          {more && (
            <Typography variant="caption" color="text.secondary">
              {more}
            </Typography>
          )}
        </Card>
      ))}
    </Box>
  );
}
