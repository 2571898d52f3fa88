import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { opsApi, type PageDisputeItemOut, useListOpenDisputesQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { useAll } from "../parts/use-all";

type Item = PageDisputeItemOut["items"][number];
const ALL = {};

/** Complaints that are not decided, the oldest first. */
export default function Disputes() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const { currentData, error, refetch } = useListOpenDisputesQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true, pollingInterval: 20_000 },
  );
  const all = useAll(opsApi.endpoints.listOpenDisputes, ALL);
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("board.number"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/disputes/${one.bookingId}`}>
            <Ltr>{one.number}</Ltr>
          </Link>
        ),
        csv: (one) => one.number,
      },
      {
        title: t("staff_dispute.about"),
        cell: (one) => t(`staff_dispute_kind.${one.kind}`),
        csv: (one) => t(`staff_dispute_kind.${one.kind}`),
      },
      {
        title: t("board.status"),
        cell: (one) => (
          <Chip
            size="small"
            color={one.state === "escalated" ? "error" : "default"}
            label={t(`talkstate.${one.state}`)}
          />
        ),
        csv: (one) => t(`talkstate.${one.state}`),
      },
      {
        title: t("staff_dispute.opened"),
        cell: (one) => format.dateTime(one.openedAt),
        csv: (one) => csvTime(one.openedAt),
      },
      {
        title: t("staff_dispute.evidence_until"),
        cell: (one) => format.dateTime(one.evidenceUntil),
        csv: (one) => csvTime(one.evidenceUntil),
      },
      {
        title: t("board.total"),
        end: true,
        cell: (one) => format.money(one.total),
        csv: (one) => csvMoney(one.total),
      },
    ],
    [t, format],
  );
  return (
    <Screen title={t("ops.disputes")} wide>
      <FilterBar filters={[]}>
        <ExportButton name="disputes" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.disputes")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.bookingId}
        columns={columns}
        nothing={t("staff_dispute.none")}
      />
    </Screen>
  );
}
