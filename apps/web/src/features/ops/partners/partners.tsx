import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { opsApi, type PagePartnerOut, useListPartnersQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { useAll } from "../parts/use-all";

type Item = PagePartnerOut["items"][number];
const ALL = {};

/** Organisations whose own programs book. */
export default function Partners() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const { currentData, error, refetch } = useListPartnersQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listPartners, ALL);
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("partner.name"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/partners/${one.id}`}>
            <bdi>{format.pick(one.name)}</bdi>
          </Link>
        ),
        csv: (one) => format.pick(one.name),
      },
      {
        title: t("partner.kind"),
        cell: (one) => t(`partner_kind.${one.kind}`),
        csv: (one) => t(`partner_kind.${one.kind}`),
      },
      {
        title: t("partner.phone"),
        cell: (one) => <Ltr>{one.contactPhone}</Ltr>,
        csv: (one) => one.contactPhone,
      },
      {
        title: t("user.status"),
        cell: (one) => (
          <Chip
            size="small"
            label={t(`account.${one.status}`)}
            color={one.status === "suspended" ? "error" : "default"}
            variant={one.status === "active" ? "outlined" : "filled"}
          />
        ),
        csv: (one) => t(`account.${one.status}`),
      },
      {
        title: t("user.joined"),
        cell: (one) => format.dayShort(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
      },
    ],
    [t, format],
  );
  return (
    <Screen
      title={t("ops.partners")}
      wide="list"
      aside={
        <Button
          component={RouterLink}
          to="/ops/partners/new"
          variant="contained"
          startIcon={<Plus size={18} aria-hidden />}
        >
          {t("partner.new")}
        </Button>
      }
    >
      <FilterBar filters={[]}>
        <ExportButton name="partners" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.partners")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("partner.none")}
      />
    </Screen>
  );
}
