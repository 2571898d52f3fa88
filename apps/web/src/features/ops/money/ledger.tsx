import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { Inbox } from "lucide-react";
import { useMemo } from "react";
import {
  type AccountKind,
  type LedgerEntryOut,
  type LedgerPostingOut,
  opsApi,
  useListLedgerEntriesQuery,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Failure, Loading, Message } from "@/shared/ui/states";
import { Card, Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import type { Column } from "../parts/table";
import { useAll } from "../parts/use-all";
import { may } from "../places";
import { Entries } from "./entry-card";

const KINDS: AccountKind[] = [
  "customer_wallet",
  "customer_receivable",
  "provider_payable",
  "gateway_clearing",
  "cash_in_hand",
  "bank",
  "platform_revenue",
  "vat_payable",
  "promotions",
  "refunds",
  "disputes_held",
  "rounding",
];
const TEMPLATES = [
  "cash_job_settled",
  "wallet_job_settled",
  "cancellation_fee",
  "receivable_collected",
  "promotion_paid",
  "wallet_adjusted",
  "dispute_held",
  "dispute_released",
  "refund_to_wallet",
  "compensation_paid",
  "warranty_visit_paid",
  "provider_debt_paid",
  "provider_payout",
  "reversal",
];

type Row = LedgerPostingOut & { entry: LedgerEntryOut };

/** Every entry with what it moved, newest first. */
export default function Ledger() {
  const { t } = useLanguage();
  const named = useNamed();
  const { get, set } = useFilters();
  const [template, kind, ownerId, bookingId] = [
    get("template"),
    oneOf(KINDS, get("account")),
    get("owner"),
    get("booking"),
  ];
  const asked = useMemo(() => ({ template, kind, ownerId, bookingId }), [template, kind, ownerId, bookingId]);
  const { currentData, error, refetch } = useListLedgerEntriesQuery(
    { ...asked, cursor: get("cursor"), limit: 20 },
    { refetchOnMountOrArgChange: true },
  );
  const mayLook = may(useUser()?.role, "people");
  const all = useAll(opsApi.endpoints.listLedgerEntries, asked);
  const columns = useMemo<Column<Row>[]>(() => {
    const column = (title: string, csv: Column<Row>["csv"]): Column<Row> => ({
      title,
      csv,
      cell: () => null,
    });
    return [
      column(t("ledger.entry"), ({ entry }) => entry.id),
      column(t("audit.when"), ({ entry }) => csvTime(entry.createdAt)),
      column(t("ledger.what"), ({ entry }) => named(`tpl.${entry.template}`)),
      column(t("ledger.account"), (one) => named(`acc.${one.kind}`)),
      column(t("ledger.owner"), (one) => one.ownerId ?? one.gateway),
      column(t("ledger.amount"), (one) => csvMoney(one.amount)),
      column(t("ledger.after"), (one) => csvMoney(one.balanceAfter)),
      column(t("ledger.booking"), ({ entry }) => entry.bookingId),
      column(t("audit.reason"), ({ entry }) => entry.reason),
    ];
  }, [t, named]);
  const postings = async (cursor: string | undefined) => {
    const { items, nextCursor } = await all(cursor);
    return {
      items: items.flatMap((entry) => entry.postings.map((posting): Row => ({ ...posting, entry }))),
      nextCursor,
    };
  };
  return (
    <Screen title={t("ops.ledger")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "template",
            label: t("ledger.what"),
            options: TEMPLATES.map((one) => [one, named(`tpl.${one}`)]),
            width: 220,
          },
          {
            kind: "choice",
            name: "account",
            label: t("ledger.account"),
            options: KINDS.map((one) => [one, named(`acc.${one}`)]),
            width: 210,
          },
          mayLook
            ? { kind: "person", who: "anybody", name: "owner", label: t("ledger.by_owner") }
            : { kind: "text", name: "owner", label: t("ledger.owner"), ltr: true },
          { kind: "text", name: "booking", label: t("ledger.booking_id"), ltr: true },
        ]}
      >
        <ExportButton name="ledger" columns={columns} load={postings} />
      </FilterBar>
      {!currentData && (error ? <Failure error={error} onRetry={refetch} /> : <Loading rows={5} />)}
      {currentData?.items.length === 0 && <Message icon={Inbox} title={t("ops.nothing")} />}
      {currentData && currentData.items.length > 0 && (
        <Card>
          <Entries entries={currentData.items} refresh={() => void refetch()} />
        </Card>
      )}
      <Box sx={{ display: "flex", gap: 1, justifyContent: "flex-end" }}>
        {get("cursor") && (
          <Button variant="outlined" size="small" onClick={() => set({})}>
            {t("ops.first_page")}
          </Button>
        )}
        {currentData?.nextCursor && (
          <Button
            variant="outlined"
            size="small"
            onClick={() => set({ cursor: currentData.nextCursor ?? undefined })}
          >
            {t("ops.next_page")}
          </Button>
        )}
      </Box>
    </Screen>
  );
}
