import Chip from "@mui/material/Chip";
import type { Stage } from "@/generated/ops";
import { useNamed } from "./names";

type Tone = "amber" | "brand" | "danger" | "info" | "quiet";

const TONES: Partial<Record<Stage, Tone>> = {
  awaiting_payment: "amber",
  searching: "amber",
  offered: "amber",
  awaiting_approval: "amber",
  paused: "amber",
  open: "danger",
  under_review: "danger",
  settled: "brand",
  done: "brand",
  closed: "quiet",
};

/** A stage as staff calls it; what waits for somebody stands out. */
export function StageTag({ stage }: { stage: Stage }) {
  const named = useNamed();
  const tone = TONES[stage] ?? "info";
  return (
    <Chip
      size="small"
      data-testid="stage"
      data-stage={stage}
      label={named(`opstage.${stage}`)}
      sx={{
        color: "text.primary",
        bgcolor: tone === "quiet" ? "background.default" : `soft.${tone}`,
      }}
    />
  );
}
