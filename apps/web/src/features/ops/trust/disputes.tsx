import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  type DisputeTalkState,
  opsApi,
  type PageDisputeItemOut,
  useListOpenDisputesQuery,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable } from "../parts/table";
import { useAll } from "../parts/use-all";

type Item = PageDisputeItemOut["items"][number];
const STATES: DisputeTalkState[] = ["evidence", "proposal", "escalated", "decided"];

/** Complaints that wait, the oldest first, or those of one state. */
export default function Disputes() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const state = oneOf(STATES, get("state"));
  const asked = useMemo(() => ({ state }), [state]);
  const { currentData, error, refetch } = useListOpenDisputesQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true, pollingInterval: 20_000 },
  );
  const all = useAll(opsApi.endpoints.listOpenDisputes, asked);
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
      state === "decided"
        ? {
            title: t("staff_dispute.outcome"),
            cell: (one) => (one.outcome ? named(`ending.${one.outcome}`) : "–"),
            csv: (one) => one.outcome,
          }
        : {
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
    [t, format, named, state],
  );
  return (
    <Screen title={t("ops.disputes")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`talkstate.${one}`)]),
            all: t("staff_dispute.waiting"),
            width: 220,
          },
        ]}
      >
        <ExportButton name="disputes" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.disputes")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.bookingId}
        columns={columns}
        nothing={state ? undefined : t("staff_dispute.none")}
      />
    </Screen>
  );
}
