import Button from "@mui/material/Button";
import { useMemo, useState } from "react";
import {
  type HolidayOut,
  useListHolidaysQuery,
  useRemoveHolidayMutation,
  useSetHolidayMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { useAction } from "@/shared/lib/use-action";
import { Screen } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { read, type Values, write } from "../form/spec";
import { ExportButton } from "../parts/export";
import { FilterBar } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { may } from "../places";

const BLANK: Values = { day: "", nameAr: "", nameEn: "", closes: "yes" };

/** Public holidays: on those that close, nobody's weekly hours hold. */
export default function Holidays() {
  const { t, format } = useLanguage();
  const steer = may(useUser()?.role, "steer");
  const { currentData, error, refetch } = useListHolidaysQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const [set] = useSetHolidayMutation();
  const [remove] = useRemoveHolidayMutation();
  const { act, busy } = useAction(() => void refetch());
  const [edited, setEdited] = useState<HolidayOut>();
  const [made, setMade] = useState(0);
  const stored = useMemo<Values>(
    () =>
      edited
        ? {
            day: edited.day,
            nameAr: edited.name.ar,
            nameEn: edited.name.en,
            closes: write.flag(edited.closes),
          }
        : BLANK,
    [edited],
  );
  const columns = useMemo<Column<HolidayOut>[]>(
    () => [
      {
        title: t("holiday.day"),
        cell: (one) => format.day(`${one.day}T10:00:00Z`),
        csv: (one) => one.day,
      },
      { title: t("holiday.name"), cell: (one) => format.pick(one.name), csv: (one) => format.pick(one.name) },
      {
        title: t("holiday.closes"),
        cell: (one) => (one.closes ? t("form.yes") : t("form.no")),
        csv: (one) => one.closes,
      },
      {
        title: t("story.actions"),
        cell: (one) =>
          steer && (
            <>
              <Button size="small" onClick={() => setEdited(one)}>
                {t("form.edit")}
              </Button>
              <Button
                size="small"
                color="error"
                disabled={busy}
                onClick={() => void act(() => remove({ day: one.day }).unwrap(), t("form.removed"))}
              >
                {t("form.remove")}
              </Button>
            </>
          ),
      },
    ],
    [t, format, steer, busy, act, remove],
  );
  return (
    <Screen title={t("ops.holidays")} wide>
      <FilterBar filters={[]}>
        <ExportButton
          name="holidays"
          columns={columns}
          load={currentData && (async () => ({ items: currentData }))}
        />
      </FilterBar>
      <ServerTable
        label={t("ops.holidays")}
        page={currentData && { items: currentData }}
        error={error}
        retry={refetch}
        keyOf={(one) => one.day}
        columns={columns}
      />
      {steer && (
        <EditForm
          key={`${edited?.day ?? "new"}-${made}`}
          groups={[
            {
              title: edited ? t("holiday.change") : t("holiday.new"),
              fields: [
                { kind: "day", name: "day", label: t("holiday.day"), required: true },
                { kind: "flag", name: "closes", label: t("holiday.closes_text") },
                { kind: "text", name: "nameAr", label: t("form.name_ar"), required: true, longest: 100 },
                { kind: "text", name: "nameEn", label: t("form.name_en"), required: true, longest: 100 },
              ],
            },
          ]}
          stored={stored}
          save={(values) =>
            set({
              day: read.must(values.day),
              holidayIn: {
                nameAr: read.must(values.nameAr),
                nameEn: read.must(values.nameEn),
                closes: read.flag(values.closes),
              },
            }).unwrap()
          }
          reload={() => refetch()}
          onSaved={() => {
            void refetch();
            setEdited(undefined);
            setMade((n) => n + 1);
          }}
        />
      )}
    </Screen>
  );
}
