import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { opsApi, type PageSosAlarmOut, type SosState, useListSosQuery } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable } from "../parts/table";

const STATES: SosState[] = ["open", "acknowledged", "closed"];
type Item = PageSosAlarmOut["items"][number];

/** Everybody who called for help, the newest first. */
export default function Alarms() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const state = oneOf(STATES, get("state"));
  const { currentData, error, refetch } = useListSosQuery(
    { state, cursor: get("cursor"), limit: 25 },
    { pollingInterval: 5000, refetchOnMountOrArgChange: true },
  );
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("sos.when"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/alarms/${one.id}`}>
            {format.dateTime(one.raisedAt)}
          </Link>
        ),
        csv: (one) => csvTime(one.raisedAt),
      },
      { title: t("sos.who"), cell: (one) => named(`by.${one.side}`), csv: (one) => one.side },
      {
        title: t("board.number"),
        cell: (one) => <Ltr>{one.number}</Ltr>,
        csv: (one) => one.number,
      },
      {
        title: t("board.where"),
        cell: (one) => format.pick(one.district),
        csv: (one) => format.pick(one.district),
      },
      {
        title: t("board.status"),
        cell: (one) => (
          <Chip
            size="small"
            color={one.state === "open" ? "error" : one.state === "acknowledged" ? "warning" : "default"}
            label={t(`sosstate.${one.state}`)}
          />
        ),
        csv: (one) => one.state,
      },
      {
        title: t("sos.presses_title"),
        end: true,
        cell: (one) => format.number(one.presses),
        csv: (one) => one.presses,
      },
      {
        title: t("sos.escalations"),
        end: true,
        cell: (one) => format.number(one.escalations),
        csv: (one) => one.escalations,
      },
    ],
    [t, format, named],
  );
  return (
    <Screen title={t("ops.alarms")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`sosstate.${one}`)]),
          },
        ]}
      >
        <ExportButton
          name="alarms"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listSos.initiate(
                { state, cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.alarms")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("sos.none")}
      />
    </Screen>
  );
}
