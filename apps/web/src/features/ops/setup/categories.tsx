import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { type AdminCategoryOut, useListAdminCategoriesQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";

/** The trades, with the platform's share of each. */
export default function Categories() {
  const { t, format } = useLanguage();
  const { currentData, error, refetch } = useListAdminCategoriesQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const columns = useMemo<Column<AdminCategoryOut>[]>(
    () => [
      {
        title: t("service.category"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/categories/${one.id}`}>
            {format.pick(one.name)}
          </Link>
        ),
        csv: (one) => format.pick(one.name),
      },
      { title: t("service.code"), cell: (one) => <Ltr>{one.code}</Ltr>, csv: (one) => one.code },
      {
        title: t("category.commission"),
        end: true,
        cell: (one) =>
          format.number(one.commissionBp / 10_000, { style: "percent", maximumFractionDigits: 2 }),
        csv: (one) => one.commissionBp / 100,
      },
      {
        title: t("form.order"),
        end: true,
        cell: (one) => format.number(one.sortOrder),
        csv: (one) => one.sortOrder,
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
      title={t("ops.categories")}
      wide
      aside={
        <Button
          component={RouterLink}
          to="/ops/categories/new"
          variant="contained"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("category.new")}
        </Button>
      }
    >
      <FilterBar filters={[]}>
        <ExportButton name="categories" columns={columns} load={currentData && (async () => currentData)} />
      </FilterBar>
      <ServerTable
        label={t("ops.categories")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
      />
    </Screen>
  );
}
