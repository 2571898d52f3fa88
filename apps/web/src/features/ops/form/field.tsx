import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import InputAdornment from "@mui/material/InputAdornment";
import Switch from "@mui/material/Switch";
import TextField from "@mui/material/TextField";
import { useLanguage } from "@/shared/i18n/provider";
import { toWhole } from "../parts/numbers";
import { PersonField } from "../parts/person-field";
import type { FieldSpec } from "./spec";

/** One field of a form, with what is wrong with it. */
export function Field({
  spec,
  value,
  wrong,
  set,
}: {
  spec: FieldSpec;
  value: string;
  wrong: string | undefined;
  set: (value: string) => void;
}) {
  const { t } = useLanguage();
  const common = {
    name: spec.name,
    label: spec.label,
    value,
    required: spec.required,
    error: wrong !== undefined,
    helperText: wrong ?? spec.hint,
    onChange: (event: { target: { value: string } }) => set(event.target.value),
  };
  switch (spec.kind) {
    case "text":
      return (
        <TextField
          {...common}
          multiline={spec.multiline}
          minRows={spec.multiline ? 2 : undefined}
          slotProps={{ htmlInput: { dir: spec.ltr ? "ltr" : "auto", maxLength: spec.longest ?? 2000 } }}
        />
      );
    case "money":
      return <NumberField {...common} unit={t("form.egp")} decimal />;
    case "percent":
      return <NumberField {...common} unit="%" decimal />;
    case "whole":
      return (
        <NumberField {...common} helperText={common.helperText ?? reading(spec, value)} unit={spec.unit} />
      );
    case "choice":
      return (
        <TextField {...common} select slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}>
          {!spec.required && <option value="">{t("form.none")}</option>}
          {spec.required && value === "" && <option value="" />}
          {spec.options.map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </TextField>
      );
    case "person":
      return (
        <PersonField
          who={spec.who}
          name={spec.name}
          label={spec.label}
          value={value}
          set={set}
          required={spec.required}
          wrong={wrong}
        />
      );
    case "moment":
      return (
        <TextField
          {...common}
          type="datetime-local"
          helperText={wrong ?? spec.hint ?? t("form.cairo_time")}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      );
    case "day":
      return <TextField {...common} type="date" slotProps={{ inputLabel: { shrink: true } }} />;
    case "flag":
      return (
        <div>
          <FormControlLabel
            control={<Switch checked={value === "yes"} onChange={(_, on) => set(on ? "yes" : "")} />}
            label={spec.label}
          />
          {(wrong ?? spec.hint) && (
            <FormHelperText error={wrong !== undefined}>{wrong ?? spec.hint}</FormHelperText>
          )}
        </div>
      );
  }
}

function reading(spec: Extract<FieldSpec, { kind: "whole" }>, value: string): string | undefined {
  const found = toWhole(value);
  return found === undefined ? undefined : spec.reads?.(found);
}

function NumberField({
  unit,
  decimal = false,
  ...common
}: {
  name: string;
  label: string;
  value: string;
  required: boolean | undefined;
  error: boolean;
  helperText: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
  unit: string | undefined;
  decimal?: boolean;
}) {
  return (
    <TextField
      {...common}
      slotProps={{
        htmlInput: { dir: "ltr", inputMode: decimal ? "decimal" : "numeric" },
        input: { endAdornment: unit ? <InputAdornment position="end">{unit}</InputAdornment> : undefined },
      }}
    />
  );
}
