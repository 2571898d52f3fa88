import createCache from "@emotion/cache";
import { CacheProvider } from "@emotion/react";
import CssBaseline from "@mui/material/CssBaseline";
import { ThemeProvider } from "@mui/material/styles";
import rtl from "@mui/stylis-plugin-rtl";
import { type ReactNode, useMemo } from "react";
import { Provider } from "react-redux";
import { LanguageProvider, useLanguage } from "@/shared/i18n/provider";
import { NoticesProvider } from "@/shared/ui/notices";
import { store } from "./store";
import { makeTheme } from "./theme";

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const caches = {
  ar: createCache({ key: "rtl", nonce, stylisPlugins: [rtl] }),
  en: createCache({ key: "ltr", nonce, stylisPlugins: [] }),
};

function Look({ children }: { children: ReactNode }) {
  const { lang } = useLanguage().preferences;
  const theme = useMemo(() => makeTheme(lang), [lang]);
  return (
    <CacheProvider value={caches[lang]}>
      <ThemeProvider theme={theme} defaultMode="system">
        <CssBaseline enableColorScheme />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
}

/** Everything a screen stands on. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <Provider store={store}>
      <LanguageProvider>
        <Look>
          <NoticesProvider>{children}</NoticesProvider>
        </Look>
      </LanguageProvider>
    </Provider>
  );
}
