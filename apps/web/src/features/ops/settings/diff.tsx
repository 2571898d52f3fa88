import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import type { Format } from "@/shared/format/format";
import { useLanguage } from "@/shared/i18n/provider";
import type { Translate } from "@/shared/i18n/translate";
import type { FieldSpec } from "../form/spec";
import { FromTo } from "../parts/from-to";
import { useNamed } from "../parts/names";
import { poundsToPiastres } from "../parts/numbers";
import { differences, type Json } from "./flatten";
import { useLabels } from "./use-labels";

/** What was and what shall be, side by side, in the words of the form. */
export function Diff({ before, after }: { before: Json; after: Json }) {
  const { t, format } = useLanguage();
  const named = useNamed();
  const found = differences(before, after, useLabels());
  if (found.length === 0) {
    return (
      <Typography variant="body2" color="text.secondary">
        {t("setting.no_change")}
      </Typography>
    );
  }
  const label = ({ name, label }: FieldSpec) => {
    const [, part, rule] = name.split(".");
    return (part === "matrix" ? `${named(`rule.${rule}`)} · ` : "") + label;
  };
  return (
    <Box component="ul" aria-label={t("setting.diff")} sx={{ m: 0, mt: 0.5, paddingInlineStart: 2.5 }}>
      {found.map(({ spec, before, after }) => (
        <li key={spec.name}>
          {label(spec)}:{" "}
          <FromTo before={shown(spec, before, t, format)} after={shown(spec, after, t, format)} />
        </li>
      ))}
    </Box>
  );
}

const SHARE = { style: "percent", maximumFractionDigits: 2 } as const;

/** A value of a form as somebody reads it. */
function shown(spec: FieldSpec, value: string, t: Translate, format: Format): string {
  if (spec.kind === "flag") return t(value ? "form.yes" : "form.no");
  if (!value) return "–";
  switch (spec.kind) {
    case "choice":
      return spec.options.find(([code]) => code === value)?.[1] ?? value;
    case "money": {
      const amount = poundsToPiastres(value);
      return amount === undefined ? value : format.money({ amount, currency: "EGP" });
    }
    case "percent":
      return Number.isFinite(Number(value)) ? format.number(Number(value) / 100, SHARE) : value;
    case "whole":
      return [format.inDigits(value), spec.unit].filter(Boolean).join(" ");
    default:
      return value;
  }
}
