import Box from "@mui/material/Box";
import Link from "@mui/material/Link";
import TextField from "@mui/material/TextField";
import { useState } from "react";
import { Link as RouterLink } from "react-router";
import { type Status, useListAllBookingsQuery } from "@/generated/ops";
import { useLanguage } from "@/shared/i18n/provider";
import { Ltr } from "@/shared/ui/directional";
import { Screen } from "@/shared/ui/surface";
import { StageChip } from "@/shared/visit/stage-chip";
import { FilterSelect, ServerTable, useFilters } from "./table";

const STATUSES: Status[] = ["pending", "confirmed", "in_progress", "completed", "cancelled", "disputed"];

/** All bookings, newest first, by status, day and number. */
export function Board() {
  const { t, format } = useLanguage();
  const { get, set } = useFilters();
  const [number, setNumber] = useState(get("number") ?? "");
  const status = STATUSES.find((one) => one === get("status"));
  const asked = { status, date: get("date"), number: get("number"), cursor: get("cursor"), limit: 25 };
  const { currentData, error, refetch } = useListAllBookingsQuery(asked, {
    pollingInterval: 10_000,
    refetchOnMountOrArgChange: true,
  });
  return (
    <Screen title={t("ops.bookings")} wide>
      <Box
        component="form"
        role="search"
        sx={{ display: "flex", gap: 1.5, flexWrap: "wrap" }}
        onSubmit={(event) => event.preventDefault()}
      >
        <FilterSelect
          label={t("board.status")}
          value={status ?? ""}
          options={STATUSES.map((one) => [one, t(`status.${one}`)])}
          onChange={(next) => set({ status: next })}
        />
        <TextField
          type="date"
          size="small"
          label={t("board.date")}
          value={get("date") ?? ""}
          onChange={(event) => set({ date: event.target.value })}
          sx={{ width: 180 }}
          slotProps={{ inputLabel: { shrink: true } }}
        />
        <TextField
          size="small"
          label={t("board.number")}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
          onBlur={() => set({ number })}
          onKeyDown={(event) => event.key === "Enter" && set({ number })}
          sx={{ width: 200 }}
          slotProps={{ htmlInput: { dir: "ltr" } }}
        />
      </Box>
      <ServerTable
        label={t("ops.bookings")}
        page={currentData}
        error={error}
        retry={refetch}
        keyOf={(item) => item.id}
        columns={[
          {
            title: t("board.number"),
            cell: (item) => (
              <Link component={RouterLink} to={`/ops/bookings/${item.id}`}>
                <Ltr>{item.number}</Ltr>
              </Link>
            ),
          },
          { title: t("board.stage"), cell: (item) => <StageChip stage={item.stage} /> },
          { title: t("board.service"), cell: (item) => format.pick(item.serviceName) },
          { title: t("board.where"), cell: (item) => format.pick(item.district) },
          { title: t("board.when"), cell: (item) => format.dateTime(item.startsAt) },
          { title: t("board.technician"), cell: (item) => <bdi>{item.providerName ?? "–"}</bdi> },
          { title: t("board.searches"), cell: (item) => format.number(item.searches), end: true },
          { title: t("board.total"), cell: (item) => format.money(item.total), end: true },
        ]}
      />
    </Screen>
  );
}
