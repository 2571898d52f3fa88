import Chip from "@mui/material/Chip";
import type { Stage } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";

const ACT: Stage[] = ["awaiting_approval", "arrived", "paused"];
const BAD: Stage[] = ["closed", "open", "under_review"];
const OVER: Stage[] = ["done", "settled"];

/** How far a job is, in one word, as its technician says it. */
export function JobChip({ stage }: { stage: Stage }) {
  const { t } = useLanguage();
  const tone = ACT.includes(stage)
    ? "amber"
    : BAD.includes(stage)
      ? "danger"
      : OVER.includes(stage)
        ? "info"
        : "brand";
  return (
    <Chip
      size="small"
      label={t(`at.${stage}`)}
      sx={{
        bgcolor: `soft.${tone}`,
        color: "text.primary",
        height: "auto",
        minHeight: 24,
        "& .MuiChip-label": { whiteSpace: "normal" },
      }}
    />
  );
}
