import { useMemo } from "react";
import { useLanguage } from "./language";
import { type Named, namedIn } from "./named";

/** All that the browser knows in the order of a language's names, and what else is set now. */
export function currenciesIn(language: string, current: string | undefined): readonly Named[] {
  return namedIn(language, "currency", Intl.supportedValuesOf("currency"), current);
}

export function useCurrencies(current: string | undefined): readonly Named[] {
  const { language } = useLanguage();
  return useMemo(() => currenciesIn(language, current), [language, current]);
}
