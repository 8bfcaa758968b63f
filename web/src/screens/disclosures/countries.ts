import { useCallback, useMemo } from "react";
import { ELSEWHERE } from "@/data/disclosures";
import { countryNames } from "@/i18n/countries";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";

/** What a country is called in the person's language, and what stands for all without a rule of their own. */
export function useCountryName(): (code: string) => string {
  const text = useText();
  const { language } = useLanguage();
  const nameOf = useMemo(() => countryNames(language), [language]);
  return useCallback((code) => (code === ELSEWHERE ? text("elsewhere") : nameOf(code)), [nameOf, text]);
}
