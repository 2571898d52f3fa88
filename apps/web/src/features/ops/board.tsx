import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  opsApi,
  type PageBookingBoardItemOut,
  type Stage,
  type Status,
  useListAllBookingsQuery,
  useListZonesQuery,
} from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";

import { ExportButton } from "./parts/export";
import { type Filter, FilterBar, oneOf, useFilters } from "./parts/filters";
import { StageTag } from "./parts/stage";
import { type Column, ServerTable } from "./parts/table";
import { may } from "./places";

const STATUSES: Status[] = ["pending", "confirmed", "in_progress", "completed", "cancelled", "disputed"];
const STAGES: Stage[] = [
  "awaiting_payment",
  "searching",
  "offered",
  "assigned",
  "en_route",
  "arrived",
  "inspecting",
  "awaiting_approval",
  "working",
  "paused",
  "done",
  "settled",
  "open",
  "under_review",
  "closed",
];

type Item = PageBookingBoardItemOut["items"][number];

/** All bookings, newest first, by status, stage, day, zone, number and people. */
export function Board() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const asked = {
    status: oneOf(STATUSES, get("status")),
    stage: oneOf(STAGES, get("stage")),
    date: get("date"),
    number: get("number"),
    zoneId: get("zone"),
    overdue: get("overdue") ? true : undefined,
    customerId: get("customer"),
    providerId: get("technician"),
  };
  const { currentData, error, refetch } = useListAllBookingsQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { pollingInterval: 10_000, refetchOnMountOrArgChange: true },
  );
  const zones = useListZonesQuery({});
  // Who may not look people up sees whom a link names, and can undo it.
  const mayLook = may(useUser()?.role, "people");
  const people: Filter[] = mayLook
    ? [
        { kind: "person", who: "customer", name: "customer", label: t("board.by_customer") },
        { kind: "person", who: "technician", name: "technician", label: t("board.by_technician") },
      ]
    : [
        { kind: "given", name: "customer", label: t("board.one_customer") },
        { kind: "given", name: "technician", label: t("board.one_technician") },
      ];
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("board.number"),
        cell: (item) => (
          <Link component={RouterLink} to={`/ops/bookings/${item.id}`}>
            <Ltr>{item.number}</Ltr>
          </Link>
        ),
        csv: (item) => item.number,
      },
      {
        title: t("board.stage"),
        cell: (item) => <StageTag stage={item.stage} />,
        csv: (item) => t(`opstage.${item.stage}`),
      },
      {
        title: t("board.service"),
        cell: (item) => format.pick(item.serviceName),
        csv: (item) => format.pick(item.serviceName),
      },
      {
        title: t("board.where"),
        cell: (item) => format.pick(item.district),
        csv: (item) => format.pick(item.district),
      },
      {
        title: t("board.when"),
        cell: (item) => format.dateTime(item.startsAt),
        csv: (item) => csvTime(item.startsAt),
      },
      {
        title: t("board.technician"),
        cell: (item) => <bdi>{item.providerName ?? "–"}</bdi>,
        csv: (item) => item.providerName,
      },
      {
        title: t("board.searches"),
        cell: (item) => format.number(item.searches),
        end: true,
        csv: (item) => item.searches,
      },
      {
        title: t("board.total"),
        cell: (item) => format.money(item.total),
        end: true,
        csv: (item) => csvMoney(item.total),
      },
    ],
    [t, format],
  );
  return (
    <Screen title={t("ops.bookings")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "status",
            label: t("board.status"),
            options: STATUSES.map((one) => [one, t(`status.${one}`)]),
            width: 150,
          },
          {
            kind: "choice",
            name: "stage",
            label: t("board.stage"),
            options: STAGES.map((one) => [one, t(`opstage.${one}`)]),
            width: 210,
          },
          { kind: "day", name: "date", label: t("board.date") },
          {
            kind: "choice",
            name: "zone",
            label: t("kpi.zone"),
            options: (zones.data?.items ?? []).map((one) => [one.id, format.pick(one.name)]),
            width: 170,
          },
          { kind: "flag", name: "overdue", label: t("board.overdue") },
          { kind: "text", name: "number", label: t("board.number"), ltr: true, width: 160 },
          ...people,
        ]}
      >
        <ExportButton
          name="bookings"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listAllBookings.initiate(
                { ...asked, cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.bookings")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={columns}
      />
    </Screen>
  );
}
