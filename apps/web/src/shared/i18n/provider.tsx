import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { Format } from "@/shared/format/format";
import { applyPreferences, currentPreferences, type Preferences, wishLang } from "./lang";
import { type Translate, translator } from "./translate";
import { loadWords } from "./words";

interface Language {
  t: Translate;
  format: Format;
  preferences: Preferences;
  /** Turns the product to another language or other digits, once the texts are there. */
  choose: (next: Partial<Preferences>) => Promise<void>;
}

const Context = createContext<Language | null>(null);

interface LanguageProviderProps {
  /** What to begin with, where nobody has chosen. */
  begin?: Preferences;
  children: ReactNode;
}

export function LanguageProvider({ begin, children }: LanguageProviderProps) {
  const [preferences, setPreferences] = useState(begin ?? currentPreferences);
  const language = useMemo(() => {
    const format = new Format(preferences);
    const choose = async (change: Partial<Preferences>) => {
      const next = { ...preferences, ...change };
      await loadWords(next.lang);
      applyPreferences(next);
      setPreferences(next);
      if (change.lang) wishLang(change.lang);
    };
    return { t: translator(format), format, preferences, choose };
  }, [preferences]);
  return <Context value={language}>{children}</Context>;
}

export function useLanguage(): Language {
  const language = useContext(Context);
  if (!language) throw new Error("useLanguage needs a LanguageProvider");
  return language;
}
