import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  opsApi,
  type PageAdminServiceOut,
  useListAdminCategoriesQuery,
  useListAdminServicesQuery,
} from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";

type Item = PageAdminServiceOut["items"][number];

/** Everything that can be ordered, inactive too. */
export default function Services() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const categories = useListAdminCategoriesQuery();
  const asked = {
    categoryId: get("category"),
    q: get("q"),
    emergency: get("emergency") ? get("emergency") === "yes" : undefined,
  };
  const { currentData, error, refetch } = useListAdminServicesQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("service.name"),
        cell: ({ service }) => (
          <Link component={RouterLink} to={`/ops/services/${service.id}`}>
            {format.pick(service.name)}
          </Link>
        ),
        csv: ({ service }) => format.pick(service.name),
      },
      {
        title: t("service.code"),
        cell: ({ service }) => <Ltr>{service.code}</Ltr>,
        csv: ({ service }) => service.code,
      },
      {
        title: t("service.category"),
        cell: ({ service }) => format.pick(service.categoryName),
        csv: ({ service }) => format.pick(service.categoryName),
      },
      {
        title: t("service.pricing"),
        cell: ({ service }) => t(`pricing.${service.pricing}`),
        csv: ({ service }) => service.pricing,
      },
      {
        title: t("offer_service.price"),
        end: true,
        cell: ({ service }) => format.money(service.basePrice),
        csv: ({ service }) => csvMoney(service.basePrice),
      },
      {
        title: t("offer_service.emergency"),
        end: true,
        cell: ({ service }) =>
          service.isEmergencyService ? `+${format.percent(service.emergencySurchargeBp / 10_000)}` : "–",
        csv: ({ service }) => (service.isEmergencyService ? service.emergencySurchargeBp / 100 : ""),
      },
      {
        title: t("offer_service.warranty"),
        end: true,
        cell: ({ service }) => t("form.days", { count: service.warrantyDays }),
        csv: ({ service }) => service.warrantyDays,
      },
      {
        title: t("form.active"),
        cell: ({ isActive, isOrderable }) =>
          isOrderable ? (
            t("form.yes")
          ) : (
            <Chip size="small" label={isActive ? t("service.category_off") : t("form.no")} />
          ),
        csv: ({ isOrderable }) => isOrderable,
      },
    ],
    [t, format],
  );
  return (
    <Screen
      title={t("ops.services")}
      wide="list"
      aside={
        <Button
          component={RouterLink}
          to="/ops/services/new"
          variant="contained"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("service.new")}
        </Button>
      }
    >
      <FilterBar
        filters={[
          { kind: "text", name: "q", label: t("service.search"), width: 220, inputMode: "search" },
          {
            kind: "choice",
            name: "category",
            label: t("service.category"),
            options: (categories.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
          },
          {
            kind: "choice",
            name: "emergency",
            label: t("offer_service.emergency"),
            options: [
              ["yes", t("form.yes")],
              ["no", t("form.no")],
            ],
            width: 130,
          },
        ]}
      >
        <ExportButton
          name="services"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listAdminServices.initiate(
                { ...asked, cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.services")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={({ service }) => service.id}
        columns={columns}
      />
    </Screen>
  );
}
