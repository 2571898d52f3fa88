import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { Link as RouterLink } from "react-router";
import { useListProvidersQuery, type VerificationStatus } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { FilterSelect, ServerTable, useFilters } from "./table";

export const VERIFICATIONS: VerificationStatus[] = [
  "applied",
  "documents_submitted",
  "under_review",
  "verified",
  "rejected",
  "suspended",
];

/** Who waits for a decision comes first. */
export function Technicians() {
  const { t, format } = useLanguage();
  const { get, set } = useFilters();
  const status = VERIFICATIONS.find((one) => one === get("status"));
  const { currentData, error, refetch } = useListProvidersQuery(
    { status, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  return (
    <Screen title={t("ops.technicians")} wide>
      <Box component="form" role="search">
        <FilterSelect
          label={t("tech.status")}
          value={status ?? ""}
          options={VERIFICATIONS.map((one) => [one, t(`verification.${one}`)])}
          onChange={(next) => set({ status: next })}
        />
      </Box>
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
