import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import { opsApi, type PageContactLeaksOut, useListContactLeaksQuery } from "@/generated/ops";
import { useApiDispatch } from "@/shared/api/use-dispatch";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { Way } from "../parts/way";
import { Person, usePeople } from "../parts/who";

type Item = PageContactLeaksOut["items"][number];

/** Whose messages showed ways around the platform: a hint to look, no verdict. */
export default function Leaks() {
  const { t, format } = useLanguage();
  const { get } = useFilters();
  const dispatch = useApiDispatch();
  const { currentData, error, refetch } = useListContactLeaksQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const { names } = usePeople((currentData?.items ?? []).map(({ userId }) => userId));
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("leaks.who"),
        cell: (one) => (
          <Way to={`/ops/accounts/${one.userId}`}>
            <Person id={one.userId} names={names} />
          </Way>
        ),
        csv: (one) => one.userId,
      },
      {
        title: t("leaks.messages"),
        end: true,
        cell: (one) => format.number(one.messages),
        csv: (one) => one.messages,
      },
      {
        title: t("leaks.conversations"),
        end: true,
        cell: (one) => format.number(one.conversations),
        csv: (one) => one.conversations,
      },
      {
        title: t("leaks.last"),
        cell: (one) => format.dateTime(one.lastAt),
        csv: (one) => csvTime(one.lastAt),
      },
    ],
    [t, format, names],
  );
  return (
    <Screen
      title={t("ops.leaks")}
      wide
      aside={
        <Link component={RouterLink} to="/ops/support?leaks=1">
          {t("leaks.to_conversations")}
        </Link>
      }
    >
      <FilterBar filters={[]}>
        <ExportButton
          name="contact-leaks"
          columns={columns}
          load={(cursor) =>
            dispatch(
              opsApi.endpoints.listContactLeaks.initiate(
                { cursor, limit: 100 },
                { subscribe: false, forceRefetch: true },
              ),
            ).unwrap()
          }
        />
      </FilterBar>
      <ServerTable
        label={t("ops.leaks")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.userId}
        columns={columns}
      />
    </Screen>
  );
}
