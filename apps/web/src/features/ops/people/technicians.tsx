import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  opsApi,
  type PageProviderLineOut,
  useListProvidersQuery,
  type VerificationStatus,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { useAll } from "../parts/use-all";

const VERIFICATIONS: VerificationStatus[] = [
  "applied",
  "documents_submitted",
  "under_review",
  "verified",
  "rejected",
  "suspended",
];

type Line = PageProviderLineOut["items"][number];

/** Whether an operator has something to decide. */
const waits = ({ verification, waitingDocuments }: Line) =>
  verification === "documents_submitted" || verification === "under_review" || waitingDocuments > 0;

/** Who waits for a decision comes first. */
export default function Technicians() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const [status, q] = [oneOf(VERIFICATIONS, get("status")), get("q")];
  const asked = useMemo(() => ({ status, q }), [status, q]);
  const { currentData, error, refetch } = useListProvidersQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listProviders, asked);
  const columns = useMemo<Column<Line>[]>(
    () => [
      {
        title: t("tech.name"),
        cell: (item) => (
          <Link component={RouterLink} to={`/ops/technicians/${item.id}`}>
            <bdi>
              {item.firstName} {item.lastName}
            </bdi>
          </Link>
        ),
        csv: (item) => `${item.firstName} ${item.lastName}`,
      },
      {
        title: t("tech.status"),
        cell: (item) => <Chip size="small" label={t(`verification.${item.verification}`)} />,
        csv: (item) => t(`verification.${item.verification}`),
      },
      {
        title: t("tech.documents"),
        cell: (item) =>
          item.waitingDocuments > 0 ? t("tech.waiting", { count: item.waitingDocuments }) : "–",
        csv: (item) => item.waitingDocuments,
      },
      {
        title: t("tech.online"),
        cell: (item) => (item.isOnline ? t("form.yes") : "–"),
        csv: (item) => item.isOnline,
      },
      {
        title: t("tech.queue"),
        cell: (item) => (waits(item) ? format.dateTime(item.queuedAt) : "–"),
        csv: (item) => (waits(item) ? item.queuedAt : ""),
      },
    ],
    [t, format],
  );
  return (
    <Screen title={t("ops.technicians")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "status",
            label: t("tech.status"),
            options: VERIFICATIONS.map((one) => [one, t(`verification.${one}`)]),
          },
          { kind: "text", name: "q", label: t("tech.name"), inputMode: "search" },
        ]}
      >
        <ExportButton name="technicians" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.technicians")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={columns}
      />
    </Screen>
  );
}
