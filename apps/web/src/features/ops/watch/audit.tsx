import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import { useMemo } from "react";
import { opsApi, type PageAuditOut, useListAuditLogQuery, useVerifyAuditLogQuery } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable, Words } from "../parts/table";

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
  const chain = useVerifyAuditLogQuery(undefined, { refetchOnMountOrArgChange: true });
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
        csv: (item) => item.occurredAt,
      },
      {
        title: t("audit.what"),
        cell: (item) => named(`act.${item.action.replaceAll(".", "_")}`),
        csv: (item) => item.action,
      },
      {
        title: t("audit.subject"),
        cell: (item) => (
          <>
            {named(`subject.${item.subjectType}`)} <Ltr>{item.subjectId.slice(0, 8)}</Ltr>
          </>
        ),
        csv: (item) => `${item.subjectType} ${item.subjectId}`,
      },
      {
        title: t("audit.who"),
        cell: (item) => <Ltr>{item.operatorId.slice(0, 8)}</Ltr>,
        csv: (item) => item.operatorId,
      },
      {
        title: t("audit.reason"),
        cell: (item) => <Words>{item.reason ?? "–"}</Words>,
        csv: (item) => item.reason,
      },
      { title: t("audit.details"), cell: (item) => <Details item={item} />, csv: (item) => item.hash },
    ],
    [t, format, named],
  );
  return (
    <Screen title={t("ops.audit")} wide>
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
          { kind: "text", name: "action", label: t("audit.what"), ltr: true },
          { kind: "text", name: "subject", label: t("audit.subject_id"), ltr: true },
          { kind: "text", name: "operator", label: t("audit.who"), ltr: true },
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
    <Box component="details" sx={{ "& summary": { cursor: "pointer", minHeight: 24 } }}>
      <summary>{t("audit.show")}</summary>
      <Box
        component="pre"
        dir="ltr"
        sx={{ m: 0, fontSize: "0.8rem", textAlign: "left", whiteSpace: "pre-wrap" }}
      >
        {JSON.stringify(item.details, null, 1)}
        {`\n${item.action}\n${item.subjectType} ${item.subjectId}\n${item.operatorId}\n${item.hash}`}
      </Box>
    </Box>
  );
}
