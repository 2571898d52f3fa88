import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  type AppealRecordOut,
  type AppealRecordOutcome,
  opsApi,
  useDecideAppealMutation,
  useListAppealsQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable, Words } from "../parts/table";
import { useAll } from "../parts/use-all";
import { TechnicianName } from "../parts/who";

const STATES = ["open", "upheld", "overturned", "settled"] as const;
const OUTCOMES: AppealRecordOutcome[] = ["uphold", "overturn"];

/** What technicians say against decisions; somebody else than who decided decides on it. */
export default function Appeals() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const me = useUser()?.id;
  const [decide] = useDecideAppealMutation();
  const [state, overdue] = [oneOf(STATES, get("state")), get("overdue") ? true : undefined];
  const asked = useMemo(() => ({ state, overdue }), [state, overdue]);
  const { currentData, error, refetch } = useListAppealsQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listAppeals, asked);
  const columns = useMemo<Column<AppealRecordOut>[]>(
    () => [
      {
        title: t("appeal.made"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
      },
      {
        title: t("board.technician"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/technicians/${one.providerId}`}>
            <TechnicianName id={one.providerId} />
          </Link>
        ),
        csv: (one) => one.providerId,
      },
      {
        title: t("appeal.says"),
        cell: (one) => <Words>{one.statement}</Words>,
        csv: (one) => one.statement,
      },
      {
        title: t("board.status"),
        cell: (one) => (
          <Chip
            size="small"
            color={one.overdue ? "error" : "default"}
            label={one.overdue ? t("appeal.overdue") : named(`appeal_state.${one.state}`)}
          />
        ),
        csv: (one) => one.state,
      },
      { title: t("appeal.due"), cell: (one) => format.dateTime(one.dueAt), csv: (one) => csvTime(one.dueAt) },
      {
        title: t("appeal.decision"),
        cell: (one) => <Words>{one.reason ?? "–"}</Words>,
        csv: (one) => one.reason,
      },
      {
        title: t("story.actions"),
        cell: (one) => {
          if (one.state !== "open") return null;
          if (one.againstOperatorId === me) return t("appeal.not_you");
          return (
            <Deeds
              small
              refresh={() => void refetch()}
              deeds={[
                {
                  label: t("appeal.decide"),
                  text: t("appeal.decide_text"),
                  asks: [
                    {
                      kind: "choice",
                      name: "outcome",
                      label: t("staff_dispute.outcome"),
                      options: OUTCOMES.map((outcome) => [outcome, t(`appeal_outcome.${outcome}`)]),
                    },
                  ],
                  run: (reason, _, { outcome }) =>
                    decide({
                      id: one.id,
                      appealDecisionIn: { outcome: oneOf(OUTCOMES, outcome) ?? "uphold", reason },
                    }).unwrap(),
                },
              ]}
            />
          );
        },
      },
    ],
    [t, format, named, me, decide, refetch],
  );
  return (
    <Screen title={t("ops.appeals")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`appeal_state.${one}`)]),
          },
          { kind: "flag", name: "overdue", label: t("appeal.overdue") },
        ]}
      >
        <ExportButton name="appeals" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.appeals")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("appeal.none")}
      />
    </Screen>
  );
}
