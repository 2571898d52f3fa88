import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";
import { Moon } from "lucide-react";
import { useRef, useState } from "react";
import { useAddMyExceptionMutation } from "@/generated/desk";
import { asProblem, type Problem } from "@/shared/api/problem";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { clock } from "@/shared/lib/clock";
import { useNotices } from "@/shared/ui/notices";
import { Sheet } from "@/shared/ui/sheet";
import { TextField } from "@/shared/ui/text-field";
import { big } from "../big";
import { SpanFields } from "./span-fields";
import { type Besides, daysFrom, exceptionsOf, MOST_DAYS, ramadanFrom } from "./week";

/** After the sunset meal, until midnight. */
const RAMADAN_NIGHT = { from: 1200, to: 1440 };

/** Time off, or work besides the week: some days, whole or with hours. */
export function BesidesSheet({ works, onClose }: { works: boolean; onClose: () => void }) {
  const { t, format } = useLanguage();
  const { say } = useNotices();
  const today = cairoDay(new Date(clock()));
  const [draft, setDraft] = useState<Besides>({
    works,
    firstDay: today,
    lastDay: today,
    allDay: !works,
    span: { from: 600, to: 1080 },
    note: "",
  });
  const [add, { isLoading }] = useAddMyExceptionMutation();
  const [problem, setProblem] = useState<Problem>();
  const there = useRef(new Set<string>());
  const ramadan = ramadanFrom(today);
  const set = (change: Partial<Besides>) => setDraft({ ...draft, ...change });
  const of = (field: string) => problem?.errors.find((one) => one.field === field)?.message;
  const backwards = draft.lastDay < draft.firstDay || (!draft.allDay && draft.span.from >= draft.span.to);
  const tooMany = !draft.allDay && daysFrom(draft.firstDay, draft.lastDay).length > MOST_DAYS;
  const send = async () => {
    setProblem(undefined);
    for (const exceptionIn of exceptionsOf(draft)) {
      // A second try after a lost connection goes on where the first one ended.
      const day = JSON.stringify(exceptionIn);
      if (there.current.has(day)) continue;
      const made = await add({ exceptionIn });
      if (made.error) return setProblem(asProblem(made.error));
      there.current.add(day);
    }
    say(t("act.saved"));
    onClose();
  };
  const day = (field: "firstDay" | "lastDay") => {
    const wrong = of(field === "firstDay" ? "startsAt" : "endsAt");
    return (
      <TextField
        type="date"
        label={t(field === "firstDay" ? "besides.first" : "besides.last")}
        value={draft[field]}
        error={wrong !== undefined}
        helperText={wrong}
        onChange={(event) => {
          const chosen = event.target.value;
          if (!chosen) return;
          const follows = field === "firstDay" && chosen > draft.lastDay;
          set({ [field]: chosen, ...(follows && { lastDay: chosen }) });
        }}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: today, dir: "ltr" } }}
      />
    );
  };
  return (
    <Sheet title={t(works ? "besides.extra" : "besides.off")} onClose={onClose}>
      {works && ramadan && (
        <Button
          variant="outlined"
          startIcon={<Moon aria-hidden />}
          onClick={() => set({ ...ramadan, allDay: false, span: RAMADAN_NIGHT, note: t("besides.ramadan") })}
        >
          {t("besides.ramadan_nights", { day: format.dayShort(`${ramadan.firstDay}T10:00:00Z`) })}
        </Button>
      )}
      <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
        {day("firstDay")}
        {day("lastDay")}
      </Box>
      {!works && (
        <FormControlLabel
          control={<Checkbox checked={draft.allDay} onChange={(_, allDay) => set({ allDay })} />}
          label={t("besides.all_day")}
        />
      )}
      {!draft.allDay && <SpanFields span={draft.span} onChange={(span) => set({ span })} />}
      {backwards && <Alert severity="error">{t("wrong.backwards")}</Alert>}
      {tooMany && <Alert severity="error">{t("besides.too_many", { count: MOST_DAYS })}</Alert>}
      <TextField
        label={t("besides.note")}
        value={draft.note}
        onChange={(event) => set({ note: event.target.value })}
        error={of("note") !== undefined}
        helperText={of("note")}
        slotProps={{ htmlInput: { maxLength: 200, dir: "auto" } }}
      />
      {problem && problem.errors.length === 0 && (
        <Alert severity="error">{problem.title || t("state.offline")}</Alert>
      )}
      <Button
        variant="contained"
        size="large"
        sx={big}
        loading={isLoading}
        disabled={backwards || tooMany}
        onClick={() => void send()}
      >
        {t("act.save")}
      </Button>
    </Sheet>
  );
}
