import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  opsApi,
  type PageHeldRatingOut,
  useListHeldRatingsQuery,
  useReleaseRatingMutation,
  useRemoveRatingMutation,
} from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { csvTime } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { FilterBar, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import { type Column, ServerTable, Words } from "../parts/table";
import { useAll } from "../parts/use-all";
import { Person, usePeople } from "../parts/who";

type Item = PageHeldRatingOut["items"][number];
const ALL = {};

/** Ratings that something speaks against; they count when staff lets them. */
export default function Ratings() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const [release] = useReleaseRatingMutation();
  const [remove] = useRemoveRatingMutation();
  const { currentData, error, refetch } = useListHeldRatingsQuery(
    { cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listHeldRatings, ALL);
  const people = usePeople((currentData?.items ?? []).map((one) => one.fromUser)).names;
  const columns = useMemo<Column<Item>[]>(
    () => [
      {
        title: t("audit.when"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
      },
      {
        title: t("rating.stars"),
        end: true,
        cell: (one) => `★ ${format.stars(one.starsCenti * 10)}`,
        csv: (one) => one.starsCenti / 100,
      },
      {
        title: t("rating.words"),
        cell: (one) => <Words>{one.comment ?? "–"}</Words>,
        csv: (one) => one.comment,
      },
      {
        title: t("rating.why"),
        cell: (one) => (
          <Box sx={{ display: "flex", gap: 0.5, flexWrap: "wrap" }}>
            {one.reasons.map((reason) => (
              <Chip key={reason} size="small" color="warning" label={named(`held.${reason}`)} />
            ))}
          </Box>
        ),
        csv: (one) => one.reasons.join(" "),
      },
      {
        title: t("rating.who"),
        cell: (one) => (
          <>
            <Link component={RouterLink} to={`/ops/accounts/${one.fromUser}`}>
              <Person id={one.fromUser} names={people} />
            </Link>
            {" · "}
            <Link component={RouterLink} to={`/ops/bookings/${one.bookingId}`}>
              {t("ledger.booking")}
            </Link>
          </>
        ),
        csv: (one) => one.fromUser,
      },
      {
        title: t("story.actions"),
        cell: (one) => (
          <Deeds
            small
            refresh={() => void refetch()}
            deeds={[
              {
                label: t("rating.release"),
                run: (reason) => release({ id: one.id, ratingDecisionIn: { reason } }).unwrap(),
              },
              {
                label: t("rating.remove"),
                text: t("rating.remove_text"),
                danger: true,
                run: (reason) => remove({ id: one.id, ratingDecisionIn: { reason } }).unwrap(),
              },
            ]}
          />
        ),
      },
    ],
    [t, format, named, release, remove, refetch, people],
  );
  return (
    <Screen title={t("ops.ratings")} wide>
      <FilterBar filters={[]}>
        <ExportButton name="held-ratings" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.ratings")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={t("rating.none")}
      />
    </Screen>
  );
}
