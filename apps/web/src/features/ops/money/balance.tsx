import Alert from "@mui/material/Alert";
import Link from "@mui/material/Link";
import Typography from "@mui/material/Typography";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { type TrialBalanceLineOut, useGetTrialBalanceQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable } from "../parts/table";

/** Every kind of account; debits and credits are the same, or something is very wrong. */
export default function Balance() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { currentData, error, refetch } = useGetTrialBalanceQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const columns = useMemo<Column<TrialBalanceLineOut>[]>(
    () => [
      {
        title: t("ledger.account"),
        cell: (one) => (
          <Link component={RouterLink} to={`/ops/ledger?account=${one.kind}`}>
            {named(`acc.${one.kind}`)}
          </Link>
        ),
        csv: (one) => named(`acc.${one.kind}`),
      },
      {
        title: t("balance.accounts"),
        end: true,
        cell: (one) => format.number(one.accounts),
        csv: (one) => one.accounts,
      },
      {
        title: t("ledger.debit"),
        end: true,
        cell: (one) => (one.debit.amount ? format.money(one.debit) : ""),
        csv: (one) => csvMoney(one.debit),
      },
      {
        title: t("ledger.credit"),
        end: true,
        cell: (one) => (one.credit.amount ? format.money(one.credit) : ""),
        csv: (one) => csvMoney(one.credit),
      },
      {
        title: t("balance.balance"),
        end: true,
        cell: (one) => format.money(one.balance),
        csv: (one) => csvMoney(one.balance),
      },
    ],
    [t, format, named],
  );
  return (
    <Screen title={t("ops.balance")} wide>
      {currentData && (
        <Alert severity={currentData.isBalanced ? "success" : "error"}>
          {currentData.isBalanced
            ? t("balance.balanced", { sum: format.money(currentData.debit) })
            : t("balance.off", { sum: format.money(currentData.sum) })}
        </Alert>
      )}
      <FilterBar filters={[]}>
        <ExportButton
          name="trial-balance"
          columns={columns}
          load={currentData && (async () => currentData)}
        />
      </FilterBar>
      <ServerTable
        label={t("ops.balance")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.kind}
        columns={columns}
      />
      <Typography variant="body2" color="text.secondary">
        {t("balance.text")}
      </Typography>
    </Screen>
  );
}
