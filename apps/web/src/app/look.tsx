import { CacheProvider, type EmotionCache } from "@emotion/react";
import { ThemeProvider, useColorScheme } from "@mui/material/styles";
import { type ReactNode, useEffect } from "react";
import type { Lang } from "@/shared/i18n/lang";
import { useLanguage } from "@/shared/i18n/provider";
import { writeCookie } from "@/shared/lib/cookie";
import { lookOf } from "./theme";

/** Colours, type and direction of everything inside; styles go where `caches` says. */
export function Look({ caches, children }: { caches: Record<Lang, EmotionCache>; children: ReactNode }) {
  const { lang } = useLanguage().preferences;
  const { theme } = lookOf(lang);
  return (
    <CacheProvider value={caches[lang]}>
      {/* Styles go by the values of the theme: nothing is drawn anew once the colours are known. */}
      <ThemeProvider theme={theme} defaultMode="system" noSsr>
        <KeepScheme />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
}

/** Tells the server which colours were chosen, so that the next page comes in them. */
function KeepScheme() {
  const { mode } = useColorScheme();
  useEffect(() => {
    if (mode) writeCookie("scheme", mode === "system" ? undefined : mode);
  }, [mode]);
  return null;
}
