import { useCallback, useMemo } from "react";
import { ELSEWHERE, type Shipped } from "@/data/disclosures";
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

/** Where a rule that comes with Restu holds: a country in the person's language; of several, what the rule says. */
export function useRegionName(): (rule: Pick<Shipped, "title" | "countries">) => string {
  const text = useText();
  const countryName = useCountryName();
  return useCallback(
    ({ title, countries: [only, ...others] }) => {
      if (only !== undefined && others.length === 0) return countryName(only);
      return title === "European Union and EEA" ? text("europe") : title;
    },
    [countryName, text],
  );
}
