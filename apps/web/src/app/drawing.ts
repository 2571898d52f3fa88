/** What the build runs to draw pages (`scripts/pages.ts`). */
export { MANIFESTS } from "@/shared/i18n/lang";
export { DOORS } from "./doors";
export { draw } from "./first-paint";
export { drawGaps } from "./first-values";
export { lookOf } from "./theme";
