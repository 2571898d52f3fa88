import type { MatchingFiguresOut } from "@/generated/ops";
import type { Format } from "@/shared/format/format";

type Name = keyof MatchingFiguresOut;

/** A figure of a trial: how it is written, and which way is better, where one is. */
export interface Figure {
  name: Name;
  as: "number" | "metres" | "seconds" | "share";
  better?: "less" | "more";
}

export const FIGURES: Figure[] = [
  { name: "medianTravelS", as: "seconds", better: "less" },
  { name: "p90TravelS", as: "seconds", better: "less" },
  { name: "medianDistanceM", as: "metres", better: "less" },
  { name: "p90DistanceM", as: "metres", better: "less" },
  { name: "meanAcceptanceBp", as: "share", better: "more" },
  { name: "unevennessBp", as: "share", better: "less" },
  { name: "providers", as: "number" },
  { name: "roundsAsked", as: "number" },
  { name: "roundsWaited", as: "number" },
  { name: "offers", as: "number" },
];

/** As text; a dash where nobody was asked. */
export function shown({ name, as }: Figure, figures: MatchingFiguresOut, format: Format): string {
  const value = figures[name];
  if (value == null) return "–";
  switch (as) {
    case "metres":
      return format.distance(value);
    case "seconds":
      return format.minutes(Math.round(value / 6) / 10);
    case "share":
      return format.number(value / 10_000, { style: "percent", maximumFractionDigits: 1 });
    case "number":
      return format.number(value);
  }
}

export function verdict({ name, better }: Figure, before: MatchingFiguresOut, after: MatchingFiguresOut) {
  const [was, is] = [before[name], after[name]];
  if (was === is) return "same";
  if (!better || was == null || is == null) return "other";
  return is < was === (better === "less") ? "better" : "worse";
}
