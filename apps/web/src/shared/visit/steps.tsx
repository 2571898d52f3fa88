import { styled } from "@mui/material/styles";
import type { Stage } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";
import { stepOf } from "./stage";

const Row = styled("ol")({
  listStyle: "none",
  margin: 0,
  padding: 0,
  display: "flex",
  flexWrap: "wrap",
  gap: 6,
  fontSize: "0.78rem",
  "& li": { flex: "1 1 2.8rem", display: "grid", alignContent: "start", gap: 4, opacity: 0.85 },
  "& li::before": {
    content: '""',
    height: 5,
    borderRadius: 3,
    backgroundColor: "currentColor",
    opacity: 0.45,
  },
  "& li[data-past=true]": { opacity: 1 },
  "& li[data-past=true]::before": { backgroundColor: "#f0b45f", opacity: 1 },
  "& li[aria-current=step]": { fontWeight: 800 },
});

/** The way of a visit in five steps. */
export function Steps({ stage }: { stage: Stage }) {
  const { t } = useLanguage();
  const at = stepOf(stage);
  if (at === undefined) return null;
  const names = [t("step.ordered"), t("step.confirmed"), t("step.way"), t("step.work"), t("step.done")];
  return (
    <Row>
      {names.map((name, index) => (
        <li key={name} data-past={index <= at} aria-current={index === at ? "step" : undefined}>
          {name}
        </li>
      ))}
    </Row>
  );
}
