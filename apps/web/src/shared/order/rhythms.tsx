import type { PlanRhythm } from "@/generated/mine";
import { useLanguage } from "@/shared/i18n/provider";
import { RHYTHMS } from "./plan";
import { Picks } from "./when";

interface Props {
  chosen: PlanRhythm | undefined;
  onChoose: (rhythm: PlanRhythm | undefined) => void;
  /** Whether it may also be a single visit. */
  once?: boolean;
}

/** How often visits come again. */
export function Rhythms({ chosen, onChoose, once = false }: Props) {
  const { t } = useLanguage();
  const picks = RHYTHMS.map((rhythm) => ({ at: rhythm, label: t(`plan_rhythm.${rhythm}`) }));
  return (
    <Picks
      label={t("plan.rhythm")}
      picks={once ? [{ at: "", label: t("plan.once") }, ...picks] : picks}
      chosen={chosen ?? ""}
      onChoose={(at) => onChoose(RHYTHMS.find((rhythm) => rhythm === at))}
      width={136}
    />
  );
}
