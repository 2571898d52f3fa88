import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Link as RouterLink } from "react-router";
import { useListProvidersQuery, type VerificationStatus } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { ServerTable } from "../parts/table";

export const VERIFICATIONS: VerificationStatus[] = [
  "applied",
  "documents_submitted",
  "under_review",
  "verified",
  "rejected",
  "suspended",
];

/** Who waits for a decision comes first. */
export default function Technicians() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const status = oneOf(VERIFICATIONS, get("status"));
  const { currentData, error, refetch } = useListProvidersQuery(
    { status, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <Screen title={t("ops.technicians")} wide>
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "status",
            label: t("tech.status"),
            options: VERIFICATIONS.map((one) => [one, t(`verification.${one}`)]),
          },
        ]}
      />
      <ServerTable
        label={t("ops.technicians")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={[
          {
            title: t("tech.name"),
            cell: (item) => (
              <Link component={RouterLink} to={`/ops/technicians/${item.id}`}>
                <bdi>
                  {item.firstName} {item.lastName}
                </bdi>
              </Link>
            ),
          },
          {
            title: t("tech.status"),
            cell: (item) => <Chip size="small" label={t(`verification.${item.verification}`)} />,
          },
          { title: t("tech.documents"), cell: (item) => t("tech.waiting", { count: item.waitingDocuments }) },
          { title: t("tech.online"), cell: (item) => (item.isOnline ? "●" : "–") },
          { title: t("tech.queue"), cell: (item) => format.dateTime(item.queuedAt) },
        ]}
      />
    </Screen>
  );
}
