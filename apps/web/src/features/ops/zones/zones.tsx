import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { type AdminZoneOut, useListAdminZonesQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney } from "@/shared/lib/csv";
import { useDistricts } from "@/shared/map/use-districts";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { ringsOf, squareKm } from "./shape";

/** Where we work, and at what surge now. */
export default function Zones() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const { currentData, error, refetch } = useListAdminZonesQuery(undefined, {
    refetchOnMountOrArgChange: true,
    pollingInterval: 30_000,
  });
  const governorates = useDistricts()?.governorates;
  const wanted = get("active");
  const page = currentData && {
    items: currentData.items.filter(({ isActive }) => !wanted || isActive === (wanted === "yes")),
  };
  const columns = useMemo<Column<AdminZoneOut>[]>(
    () => [
      {
        title: t("zone.name"),
        cell: (zone) => (
          <Link component={RouterLink} to={`/ops/zones/${zone.id}`}>
            {format.pick(zone.name)}
          </Link>
        ),
        csv: (zone) => format.pick(zone.name),
      },
      { title: t("zone.code"), cell: (zone) => <Ltr>{zone.code}</Ltr>, csv: (zone) => zone.code },
      {
        title: t("zone.governorate"),
        cell: (zone) => {
          const name = governorates?.[zone.governorate];
          return name ? format.pick(name) : <Ltr>{zone.governorate}</Ltr>;
        },
        csv: (zone) => zone.governorate,
      },
      {
        title: t("zone.size"),
        end: true,
        cell: (zone) => t("zone.km2", { size: Math.round(squareKm(ringsOf(zone.area))) }),
        csv: (zone) => Math.round(squareKm(ringsOf(zone.area))),
      },
      {
        title: t("zone.surge"),
        cell: (zone) =>
          zone.surgeBp === 10_000 ? (
            "–"
          ) : (
            <Chip
              size="small"
              color="warning"
              label={`×${format.number(zone.surgeBp / 10_000, { maximumFractionDigits: 2 })}`}
            />
          ),
        csv: (zone) => zone.surgeBp / 10_000,
      },
      {
        title: t("zone.fee"),
        end: true,
        cell: (zone) => format.money(zone.travelFeePerKm),
        csv: (zone) => csvMoney(zone.travelFeePerKm),
      },
      {
        title: t("form.active"),
        cell: (zone) => (zone.isActive ? t("form.yes") : <Chip size="small" label={t("form.no")} />),
        csv: (zone) => zone.isActive,
      },
    ],
    [t, format, governorates],
  );
  return (
    <Screen
      title={t("ops.zones")}
      wide="list"
      aside={
        <Button
          component={RouterLink}
          to="/ops/zones/new"
          variant="contained"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("zone.new")}
        </Button>
      }
    >
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "active",
            label: t("form.active"),
            options: [
              ["yes", t("form.yes")],
              ["no", t("form.no")],
            ],
          },
        ]}
      >
        <ExportButton name="zones" columns={columns} load={page && (async () => page)} />
      </FilterBar>
      <ServerTable
        label={t("ops.zones")}
        page={page}
        error={error}
        retry={refetch}
        keyOf={(zone) => zone.id}
        columns={columns}
      />
    </Screen>
  );
}
