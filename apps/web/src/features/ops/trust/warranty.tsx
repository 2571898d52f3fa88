import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import { useMemo } from "react";
import { Link as RouterLink } from "react-router";
import {
  opsApi,
  type PageWarrantyClaimOut,
  useJudgeWarrantyClaimMutation,
  useListWarrantyClaimsQuery,
  useRefuseWarrantyClaimMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { csvMoney, csvTime } from "@/shared/lib/csv";
import { Screen } from "@/shared/ui/surface";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { FilterBar, oneOf, useFilters } from "../parts/filters";
import { useNamed } from "../parts/names";
import type { Deed } from "../parts/reason-sheet";
import { type Column, ServerTable, Words } from "../parts/table";
import { useAll } from "../parts/use-all";
import { may } from "../places";

type Claim = PageWarrantyClaimOut["items"][number];
const STATES = ["open", "waiting", "done", "refused", "withdrawn"] as const;

/** Work that did not hold: the free visits, and whether the first work was at fault. */
export default function Warranty() {
  const { t, format } = useLanguage();
  const named = useNamed();
  const { get } = useFilters();
  const steer = may(useUser()?.role, "steer");
  const [refuse] = useRefuseWarrantyClaimMutation();
  const [judge] = useJudgeWarrantyClaimMutation();
  const state = oneOf(STATES, get("state"));
  const asked = useMemo(() => ({ state }), [state]);
  const { currentData, error, refetch } = useListWarrantyClaimsQuery(
    { ...asked, cursor: get("cursor"), limit: 25 },
    { refetchOnMountOrArgChange: true },
  );
  const all = useAll(opsApi.endpoints.listWarrantyClaims, asked);
  const columns = useMemo<Column<Claim>[]>(() => {
    const deedsOf = (one: Claim): Deed[] => {
      if (one.state === "open") {
        return [
          {
            label: t("staff_warranty.refuse"),
            text: t("staff_warranty.refuse_text"),
            danger: true,
            run: (reason) => refuse({ id: one.id, bookingReasonIn: { reason } }).unwrap(),
          },
        ];
      }
      if (one.state !== "done" || one.atFault != null) return [];
      return [
        {
          label: t("staff_warranty.judge"),
          text: t("staff_warranty.judge_text"),
          asks: [
            {
              kind: "choice",
              name: "fault",
              label: t("staff_warranty.fault"),
              options: [
                ["yes", t("staff_warranty.at_fault")],
                ["no", t("staff_warranty.not_at_fault")],
              ],
            },
          ],
          run: (reason, _, { fault }) =>
            judge({ id: one.id, warrantyVerdictIn: { reason, atFault: fault === "yes" } }).unwrap(),
        },
      ];
    };
    return [
      {
        title: t("staff_warranty.made"),
        cell: (one) => format.dateTime(one.createdAt),
        csv: (one) => csvTime(one.createdAt),
      },
      {
        title: t("staff_warranty.bookings"),
        cell: (one) => (
          <>
            <Link component={RouterLink} to={`/ops/bookings/${one.bookingId}`}>
              {t("staff_warranty.first")}
            </Link>
            {one.visitBookingId && (
              <>
                {" · "}
                <Link component={RouterLink} to={`/ops/bookings/${one.visitBookingId}`}>
                  {t("staff_warranty.visit")}
                </Link>
              </>
            )}
          </>
        ),
        csv: (one) => [one.bookingId, one.visitBookingId].filter(Boolean).join(" "),
      },
      { title: t("staff_warranty.what"), cell: (one) => <Words>{one.fault}</Words>, csv: (one) => one.fault },
      {
        title: t("board.status"),
        cell: (one) => <Chip size="small" label={named(`claim.${one.state}`)} />,
        csv: (one) => one.state,
      },
      {
        title: t("staff_warranty.fault"),
        cell: (one) =>
          one.atFault == null ? (
            <Words>{one.refusal ?? "–"}</Words>
          ) : one.atFault ? (
            t("staff_warranty.at_fault")
          ) : (
            t("staff_warranty.not_at_fault")
          ),
        csv: (one) => one.atFault,
      },
      {
        title: t("staff_warranty.charged"),
        end: true,
        cell: (one) => (one.charged ? format.money(one.charged) : "–"),
        csv: (one) => csvMoney(one.charged),
      },
      {
        title: t("story.actions"),
        cell: (one) => steer && <Deeds small deeds={deedsOf(one)} refresh={() => void refetch()} />,
      },
    ];
  }, [t, format, named, steer, refuse, judge, refetch]);
  return (
    <Screen title={t("ops.warranty")} wide="list">
      <FilterBar
        filters={[
          {
            kind: "choice",
            name: "state",
            label: t("board.status"),
            options: STATES.map((one) => [one, t(`claim.${one}`)]),
            width: 220,
          },
        ]}
      >
        <ExportButton name="warranty" columns={columns} load={all} />
      </FilterBar>
      <ServerTable
        label={t("ops.warranty")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(one) => one.id}
        columns={columns}
        nothing={state ? undefined : t("claim.none")}
      />
    </Screen>
  );
}
