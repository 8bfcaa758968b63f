import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { keepLanguage, type Language, startingLanguage } from "./languages";

interface Chosen {
  language: Language;
  choose: (language: Language) => void;
}

const Context = createContext<Chosen | null>(null);

/** Gives the language to everything inside, and tells the document, so that screen readers speak it. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(startingLanguage);
  const choose = useCallback((wanted: Language) => {
    keepLanguage(wanted);
    setLanguage(wanted);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const chosen = useMemo(() => ({ language, choose }), [language, choose]);
  return <Context value={chosen}>{children}</Context>;
}

export function useLanguage(): Chosen {
  const chosen = useContext(Context);
  if (chosen === null) throw new Error("useLanguage is used outside of LanguageProvider");
  return chosen;
}
