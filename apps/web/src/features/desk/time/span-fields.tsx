import Box from "@mui/material/Box";
import { useLanguage } from "@/shared/i18n/provider";
import { TextField } from "@/shared/ui/text-field";
import { minuteOf, type Span, timeOf } from "./week";

/** From when to when, on the phone's own clock face. */
export function SpanFields({ span, onChange }: { span: Span; onChange: (next: Span) => void }) {
  const { t } = useLanguage();
  const field = (end: "from" | "to") => (
    <TextField
      type="time"
      label={t(end === "from" ? "hours.from" : "hours.to")}
      value={timeOf(span[end])}
      onChange={(event) =>
        event.target.value && onChange({ ...span, [end]: minuteOf(event.target.value, end === "to") })
      }
      slotProps={{ inputLabel: { shrink: true }, htmlInput: { dir: "ltr", step: 900 } }}
    />
  );
  return (
    <Box sx={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 1 }}>
      {field("from")}
      {field("to")}
    </Box>
  );
}
