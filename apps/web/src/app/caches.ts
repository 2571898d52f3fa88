import createCache, { type EmotionCache } from "@emotion/cache";
import rtl from "@mui/stylis-plugin-rtl";
import type { Lang } from "@/shared/i18n/lang";

/**
 * Where styles go, one place for each direction. In a browser they take over what the drawn page
 * brought, by the same keys.
 */
export function makeCaches(nonce?: string): Record<Lang, EmotionCache> {
  return {
    ar: createCache({ key: "rtl", nonce, stylisPlugins: [rtl] }),
    en: createCache({ key: "ltr", nonce, stylisPlugins: [] }),
  };
}
