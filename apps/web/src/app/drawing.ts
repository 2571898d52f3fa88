/** What the build runs to draw pages (`scripts/pages.ts`). */
export { DOORS } from "./doors";
export { draw } from "./first-paint";
export { drawGaps } from "./first-values";
export { lookOf } from "./theme";
