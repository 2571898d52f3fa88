import { CacheProvider, type EmotionCache } from "@emotion/react";
import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider, useColorScheme } from "@mui/material/styles";
import { type ReactNode, useEffect, useMemo } from "react";
import type { Lang } from "@/shared/i18n/lang";
import { useLanguage } from "@/shared/i18n/provider";
import { writeCookie } from "@/shared/lib/cookie";
import { makeTheme } from "./theme";

/** Colours, type and direction of everything inside; styles go where `caches` says. */
export function Look({ caches, children }: { caches: Record<Lang, EmotionCache>; children: ReactNode }) {
  const { lang } = useLanguage().preferences;
  const theme = useMemo(() => makeTheme(lang), [lang]);
  return (
    <CacheProvider value={caches[lang]}>
      <ThemeProvider theme={theme} defaultMode="system">
        <CssBaseline enableColorScheme />
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
