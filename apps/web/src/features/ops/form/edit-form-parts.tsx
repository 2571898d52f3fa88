import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Typography from "@mui/material/Typography";
import { useEffect, useRef } from "react";
import { useLanguage } from "@/shared/i18n/provider";
import type { Translate } from "@/shared/i18n/translate";
import type { FieldSpec, Values } from "./spec";

/** Whoever leaves with changes is asked first; who then leaves gives them up. */
export function Leaving({ when, left }: { when: boolean; left: () => void }) {
  const { t } = useLanguage();
  const leave = useRef(left);
  leave.current = left;
  useEffect(() => {
    if (!when) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [when]);
  useEffect(() => {
    if (!when) return;
    const ask = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (!link || link.getAttribute("target") === "_blank") return;
      if (confirm(t("form.leave"))) {
        leave.current();
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener("click", ask, true);
    return () => document.removeEventListener("click", ask, true);
  }, [when, t]);
  return null;
}

/** Somebody else saved meanwhile: what is stored now, and the two ways out. */
export function Conflict({
  fields,
  besides,
  stored,
  takeTheirs,
  keepMine,
}: {
  fields: FieldSpec[];
  /** What differs beside the fields. */
  besides: string[];
  stored: Values;
  takeTheirs: () => void;
  keepMine: () => void;
}) {
  const { t } = useLanguage();
  return (
    <Alert severity="warning" data-testid="conflict">
      <Typography sx={{ fontWeight: 700 }}>{t("form.conflict")}</Typography>
      <Box component="ul" sx={{ my: 0.5, ps: 2 }}>
        {fields.map((spec) => (
          <li key={spec.name}>
            {spec.label}: <bdi>{readable(spec, stored[spec.name] ?? "", t)}</bdi>
          </li>
        ))}
        {besides.map((title) => (
          <li key={title}>
            {title}: {t("form.another")}
          </li>
        ))}
      </Box>
      <Box sx={{ display: "flex", gap: 1, flexWrap: "wrap" }}>
        <Button size="small" variant="outlined" onClick={takeTheirs}>
          {t("form.take_theirs")}
        </Button>
        <Button size="small" variant="contained" onClick={keepMine}>
          {t("form.keep_mine")}
        </Button>
      </Box>
    </Alert>
  );
}

/** What stands in a field, as somebody would say it. */
function readable(spec: FieldSpec, value: string, t: Translate): string {
  switch (spec.kind) {
    case "flag":
      return t(value === "yes" ? "form.yes" : "form.no");
    case "choice":
      return spec.options.find(([key]) => key === value)?.[1] ?? (value || "–");
    case "moment":
      return value.replace("T", " ") || "–";
    default:
      return value || "–";
  }
}
