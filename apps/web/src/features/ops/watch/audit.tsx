import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { useMemo } from "react";
import { opsApi, type PageAuditOut, useListAuditLogQuery, useVerifyAuditLogQuery } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable, Words } from "../parts/table";
import { WhatChanged } from "../parts/what-changed";
import { Person, shortId, useStaff } from "../parts/who";
import { Subject, useSubjects } from "./subject";

type Item = PageAuditOut["items"][number];

const SUBJECTS = [
  "booking",
  "provider",
  "user",
  "category",
  "service",
  "zone",
  "promotion",
  "holiday",
  "conversation",
  "delivery",
  "ledger_entry",
  "rating",
  "setting",
  "sos",
  "wallet",
  "partner",
  "api_key",
  "webhook_endpoint",
  "signing_key",
];

/** What staff does that is written down, by the server's codes. */
const ACTIONS = [
  "api_key.make",
  "api_key.revoke",
  "api_key.rotate",
  "booking.arrive_override",
  "booking.assign",
  "booking.cancel",
  "booking.hold",
  "booking.holiday_removed",
  "booking.holiday_set",
  "booking.judge_warranty",
  "booking.propose_settlement",
  "booking.refuse_warranty",
  "booking.release",
  "booking.resolve_dispute",
  "booking.review_dispute",
  "booking.try_matching",
  "catalog.category_created",
  "catalog.category_updated",
  "catalog.change_scheduled",
  "catalog.change_withdrawn",
  "catalog.promotion_created",
  "catalog.promotion_updated",
  "catalog.service_created",
  "catalog.service_updated",
  "catalog.surge_set",
  "catalog.zone_created",
  "catalog.zone_updated",
  "conversation.assign",
  "conversation.close",
  "conversation.read",
  "delivery.retry",
  "keys.rotate",
  "ledger.reverse",
  "operator.create",
  "partner.change",
  "partner.open",
  "provider.appeal.overturn",
  "provider.appeal.uphold",
  "provider.document.accept",
  "provider.document.read",
  "provider.document.reject",
  "provider.national_id.reveal",
  "provider.pay_out",
  "provider.reinstate",
  "provider.reject",
  "provider.settle_debt",
  "provider.suspend",
  "provider.verify",
  "rating.release",
  "rating.remove",
  "settings.change",
  "sos.acknowledge",
  "sos.close",
  "sos.view",
  "system.retry_event",
  "system.retry_job",
  "tracking.view_track",
  "user.reinstate",
  "user.suspend",
  "user.view",
  "wallet.adjust",
  "webhook.change",
  "webhook.create",
  "webhook.delete",
  "webhook.replay",
  "webhook.rotate",
  "webhook.test",
];

const actKey = (action: string) => `act.${action.replaceAll(".", "_")}`;

/** Who did what, to whom and why; rows are chained, and the chain is checked. */
export default function Audit() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const asked = {
    operatorId: get("operator"),
    subjectType: get("kind"),
    subjectId: get("subject"),
    action: get("action"),
  };
  const { currentData, error, refetch } = useListAuditLogQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const staff = useStaff();
  const operator = get("operator");
  const people = [...staff];
  // Somebody who is no longer among them, or whom a link names.
  if (operator && !staff.has(operator)) people.push([operator, shortId(operator)]);
  const chain = useVerifyAuditLogQuery(undefined, { refetchOnMountOrArgChange: true });
  const subjects = useSubjects(currentData?.items);
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: "#",
        cell: (item) => format.number(item.seq, { useGrouping: false }),
        csv: (item) => item.seq,
      },
      {
        title: t("audit.when"),
        cell: (item) => format.dateTime(item.occurredAt),
        csv: (item) => csvTime(item.occurredAt),
      },
      {
        title: t("audit.what"),
        cell: (item) => named(actKey(item.action)),
        csv: (item) => item.action,
      },
      {
        title: t("audit.subject"),
        cell: (item) => <Subject item={item} names={subjects} />,
        csv: (item) => `${item.subjectType} ${item.subjectId}`,
      },
      {
        title: t("audit.who"),
        cell: (item) => <Person id={item.operatorId} names={subjects.people} />,
        csv: (item) => item.operatorId,
      },
      {
        title: t("audit.reason"),
        // Narrow, so that there is room for what an action changed.
        cell: (item) => <Words least="8rem">{item.reason ?? "–"}</Words>,
        csv: (item) => item.reason,
      },
      { title: t("audit.details"), cell: (item) => <Details item={item} />, csv: (item) => item.hash },
    ],
    [t, format, named, subjects],
  );
  return (
    <Screen title={t("ops.audit")} wide="list">
      {chain.data && (
        <Alert severity={chain.data.intact ? "success" : "error"}>
          {chain.data.intact
            ? t("audit.intact", { count: chain.data.rows })
            : t("audit.broken", { row: chain.data.firstBroken ?? 0 })}
        </Alert>
      )}
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "kind",
            label: t("audit.subject"),
            options: SUBJECTS.map((one) => [one, named(`subject.${one}`)]),
          },
          {
            kind: "choice",
            name: "action",
            label: t("audit.what"),
            options: ACTIONS.map((one): [string, string] => [one, named(actKey(one))]).sort(([, a], [, b]) =>
              a.localeCompare(b, format.locale),
            ),
          },
          { kind: "text", name: "subject", label: t("audit.subject_id"), ltr: true },
          { kind: "choice", name: "operator", label: t("audit.who"), options: people },
        ]}
      >
        <ExportButton
          name="audit"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listAuditLog.initiate(
                { ...asked, cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.audit")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.actionId}
        columns={columns}
      />
    </Screen>
  );
}

function Details({ item }: { item: Item }) {
  const { t } = useLanguage();
  return (
    <Box component="details" sx={{ "& > summary": { cursor: "pointer", minHeight: 24 } }}>
      <summary>{t("audit.show")}</summary>
      <WhatChanged act={item} />
    </Box>
  );
}
