import Chip from "@mui/material/Chip";
import type { Stage } from "@/generated/visit";
import { useLanguage } from "@/shared/i18n/provider";

const ACT: Stage[] = ["awaiting_approval", "awaiting_payment", "arrived"];
const BAD: Stage[] = ["closed", "open", "under_review"];
const OVER: Stage[] = ["done", "settled"];

/** How far a booking is; amber where somebody is waited for. */
export function StageChip({ stage }: { stage: Stage }) {
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
      label={OVER.includes(stage) ? t("visit.over") : t(`stage.${stage}`)}
      sx={{ bgcolor: `soft.${tone}`, color: "text.primary" }}
    />
  );
}
