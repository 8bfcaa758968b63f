import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { keepLanguage, keptLanguage, type Language, startingLanguage } from "./languages";

interface Chosen {
  language: Language;
  /** On this device, from now on. */
  choose: (language: Language) => void;
  /** What somebody chose elsewhere: it holds here where nothing was chosen here. */
  follow: (language: Language) => void;
}

const Context = createContext<Chosen | null>(null);

/** Gives the language to everything inside, and tells the document, so that screen readers speak it. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(startingLanguage);
  const choose = useCallback((wanted: Language) => {
    keepLanguage(wanted);
    setLanguage(wanted);
  }, []);
  const follow = useCallback((wanted: Language) => setLanguage(keptLanguage() ?? wanted), []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const chosen = useMemo(() => ({ language, choose, follow }), [language, choose, follow]);
  return <Context value={chosen}>{children}</Context>;
}

export function useLanguage(): Chosen {
  const chosen = useContext(Context);
  if (chosen === null) throw new Error("useLanguage is used outside of LanguageProvider");
  return chosen;
}
