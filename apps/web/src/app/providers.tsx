import type { EmotionCache } from "@emotion/react";
import type { ReactNode } from "react";
import { Provider } from "react-redux";
import type { Lang, Preferences } from "@/shared/i18n/lang";
import { LanguageProvider } from "@/shared/i18n/provider";
import { NoticesProvider } from "@/shared/ui/notices";
import { Look } from "./look";
import { store } from "./store";

interface Props {
  caches: Record<Lang, EmotionCache>;
  /** What to begin with, where nobody has chosen. */
  begin?: Preferences;
  children: ReactNode;
}

/** Everything a screen stands on. */
export function Providers({ caches, begin, children }: Props) {
  return (
    <Provider store={store}>
      <LanguageProvider begin={begin}>
        <Look caches={caches}>
          <NoticesProvider>{children}</NoticesProvider>
        </Look>
      </LanguageProvider>
    </Provider>
  );
}
