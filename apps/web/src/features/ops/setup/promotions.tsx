import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { opsApi, type PageAdminPromotionOut, useListAdminPromotionsQuery } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";

type Item = PageAdminPromotionOut["items"][number];

/** Codes that make something cheaper, and what they cost so far. */
export default function Promotions() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const { currentData, error, refetch } = useListAdminPromotionsQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("promo.code"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/promotions/${one.id}`}>
            <Ltr>{one.code}</Ltr>
          </Link>
        ),
        csv: (one) => one.code,
      },
      { title: t("promo.name"), cell: (one) => format.pick(one.name), csv: (one) => format.pick(one.name) },
      {
        title: t("promo.takes_off"),
        end: true,
        cell: (one) =>
          one.amount ? format.money(one.amount) : format.percent((one.percentBp ?? 0) / 10_000),
        csv: (one) => (one.amount ? csvMoney(one.amount) : `${(one.percentBp ?? 0) / 100}%`),
      },
      {
        title: t("promo.from"),
        cell: (one) => format.dateTime(one.validFrom),
        csv: (one) => csvTime(one.validFrom),
      },
      {
        title: t("promo.until"),
        cell: (one) => format.dateTime(one.validUntil),
        csv: (one) => csvTime(one.validUntil),
      },
      {
        title: t("promo.uses"),
        end: true,
        cell: (one) =>
          `${format.number(one.uses)}${one.maxUses == null ? "" : ` / ${format.number(one.maxUses)}`}`,
        csv: (one) => one.uses,
      },
      {
        title: t("promo.spent"),
        end: true,
        cell: (one) => format.money(one.spent),
        csv: (one) => csvMoney(one.spent),
      },
      {
        title: t("form.active"),
        cell: (one) => (one.isActive ? t("form.yes") : <Chip size="small" label={t("form.no")} />),
        csv: (one) => one.isActive,
      },
    ],
    [t, format],
  );
  return (
    <Screen
      title={t("ops.promotions")}
      wide="list"
      aside={
        <Button
          component={RouterLink}
          to="/ops/promotions/new"
          variant="contained"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("promo.new")}
        </Button>
      }
    >
      <FilterBar filters={[]}>
        <ExportButton
          name="promotions"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listAdminPromotions.initiate(
                { cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.promotions")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
      />
    </Screen>
  );
}
