import Alert from "@mui/material/Alert";
import { useListAuditLogQuery, useVerifyAuditLogQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { ServerTable, useFilters } from "./table";

/** Who did what, to whom and why; rows are chained, and the chain is checked. */
export function Audit() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const { currentData, error, refetch } = useListAuditLogQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const chain = useVerifyAuditLogQuery();
  return (
    <Screen title={t("ops.audit")} wide>
      {chain.data && (
        <Alert severity={chain.data.intact ? "success" : "error"}>
          {chain.data.intact
            ? t("audit.intact", { count: chain.data.rows })
            : t("audit.broken", { row: chain.data.firstBroken ?? 0 })}
        </Alert>
      )}
      <ServerTable
        label={t("ops.audit")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.actionId}
        columns={[
          { title: t("audit.when"), cell: (item) => format.dateTime(item.occurredAt) },
          { title: t("audit.what"), cell: (item) => <Ltr>{item.action}</Ltr> },
          {
            title: t("audit.subject"),
            cell: (item) => (
              <Ltr>
                {item.subjectType} {item.subjectId.slice(0, 8)}
              </Ltr>
            ),
          },
          { title: t("audit.who"), cell: (item) => <Ltr>{item.operatorId.slice(0, 8)}</Ltr> },
          { title: t("audit.reason"), cell: (item) => <bdi>{item.reason ?? "–"}</bdi> },
        ]}
      />
    </Screen>
  );
}
