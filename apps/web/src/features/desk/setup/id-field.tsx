import IconButton from "@mui/material/IconButton";
import InputAdornment from "@mui/material/InputAdornment";
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { cairoDay } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import { today } from "@/shared/lib/clock";
import { TextField } from "@/shared/ui/text-field";
import { idDigits, maskedId, readId } from "./national-id";

interface Props {
  value: string;
  onChange: (digits: string) => void;
  problem?: string;
}

/** The national ID: read while it is typed, and hidden but for its end once it is there. */
export function IdField({ value, onChange, problem }: Props) {
  const { t, format } = useLanguage();
  const [typing, setTyping] = useState(false);
  const [shown, setShown] = useState(false);
  const read = readId(value, cairoDay(today()));
  const hidden = value.length === 14 && !typing && !shown;
  const wrong = problem ?? (read.state === "wrong" ? t(`id.${read.why}`) : undefined);
  const said =
    wrong ??
    (read.state === "fine"
      ? t(read.male ? "id.fine_man" : "id.fine_woman", { day: format.date(`${read.born}T10:00:00Z`) })
      : read.state === "short" && value !== ""
        ? t("id.left", { count: read.left })
        : t("id.where"));
  return (
    <TextField
      label={t("join.id")}
      value={hidden ? maskedId(value) : value}
      onFocus={() => setTyping(true)}
      onBlur={() => setTyping(false)}
      onChange={(event) => onChange(idDigits(event.target.value))}
      error={wrong !== undefined}
      helperText={said}
      autoComplete="off"
      slotProps={{
        htmlInput: {
          dir: "ltr",
          inputMode: "numeric",
          style: { fontSize: "1.25rem", fontWeight: 700, letterSpacing: "0.06em" },
        },
        formHelperText: { "aria-live": "polite" },
        input: {
          endAdornment: value.length === 14 && !typing && (
            <InputAdornment position="end">
              <IconButton
                edge="end"
                onClick={() => setShown(!shown)}
                aria-label={t(shown ? "id.hide" : "id.show")}
              >
                {shown ? <EyeOff size={22} aria-hidden /> : <Eye size={22} aria-hidden />}
              </IconButton>
            </InputAdornment>
          ),
        },
      }}
    />
  );
}
