import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import { useEffect, useMemo, useRef, useState } from "react";
import {
  type HolidayOut,
  useListHolidaysQuery,
  useRemoveHolidayMutation,
  useSetHolidayMutation,
} from "@/generated/ops";
import { useUser } from "@/shared/api/use-session";
import { useLanguage } from "@/shared/i18n/provider";
import { Screen } from "@/shared/ui/surface";
import { EditForm } from "../form/edit-form";
import { read, type Values, write } from "../form/spec";
import { Deeds } from "../parts/deeds";
import { ExportButton } from "../parts/export";
import { FilterBar } from "../parts/filters";
import { type Column, ServerTable } from "../parts/table";
import { may } from "../places";

const DAY = (label: string) => ({ kind: "day", name: "day", label, required: true }) as const;

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
  const [edited, setEdited] = useState<HolidayOut>();
  const [made, setMade] = useState(0);
  const form = useRef<HTMLElement>(null);
  // The form stands below a list of two years.
  useEffect(() => {
    if (!edited) return;
    form.current?.scrollIntoView({ block: "center" });
    form.current?.querySelector("input")?.focus({ preventScroll: true });
  }, [edited]);
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
        cell: (one) => format.dayWithYear(`${one.day}T10:00:00Z`),
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
            <Box sx={{ display: "flex", gap: 1 }}>
              <Button size="small" onClick={() => setEdited(one)}>
                {t("form.edit")}
              </Button>
              <Deeds
                small
                refresh={() => void refetch()}
                deeds={[
                  {
                    label: t("form.remove"),
                    text: `${format.date(`${one.day}T10:00:00Z`)} · ${format.pick(one.name)}`,
                    danger: true,
                    run: (reason) => remove({ day: one.day, reason }).unwrap(),
                  },
                ]}
              />
            </Box>
          ),
      },
    ],
    [t, format, steer, refetch, remove],
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
        <Box component="section" ref={form} aria-label={t(edited ? "holiday.change" : "holiday.new")}>
          {edited && (
            <Button size="small" sx={{ mb: 1 }} onClick={() => setEdited(undefined)}>
              {t("holiday.new")}
            </Button>
          )}
          <EditForm
            key={`${edited?.day ?? "new"}-${made}`}
            name={edited?.day}
            groups={[
              {
                title: edited
                  ? `${t("holiday.change")}: ${format.date(`${edited.day}T10:00:00Z`)}`
                  : t("holiday.new"),
                fields: [
                  // Another day is another holiday.
                  ...(edited ? [] : [DAY(t("holiday.day"))]),
                  { kind: "flag", name: "closes", label: t("holiday.closes_text") },
                  { kind: "text", name: "nameAr", label: t("form.name_ar"), required: true, longest: 100 },
                  { kind: "text", name: "nameEn", label: t("form.name_en"), required: true, longest: 100 },
                ],
              },
            ]}
            stored={stored}
            save={(values) =>
              set({
                day: edited?.day ?? read.must(values.day),
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
        </Box>
      )}
    </Screen>
  );
}
