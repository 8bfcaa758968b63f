import { useMemo } from "react";
import { useLanguage } from "./language";

export interface Currency {
  code: string;
  name: string;
}

/** All that the browser knows in the order of a language's names, and what else is set now. */
export function currenciesIn(language: string, current: string | undefined): readonly Currency[] {
  const names = new Intl.DisplayNames([language], { type: "currency" });
  const codes = new Set([...Intl.supportedValuesOf("currency"), ...(current === undefined ? [] : [current])]);
  const { compare } = new Intl.Collator(language);
  return [...codes]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => compare(one.name, other.name));
}

export function useCurrencies(current: string | undefined): readonly Currency[] {
  const { language } = useLanguage();
  return useMemo(() => currenciesIn(language, current), [language, current]);
}
