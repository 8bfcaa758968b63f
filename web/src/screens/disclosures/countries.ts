import { useCallback, useMemo } from "react";
import { ELSEWHERE } from "@/data/disclosures";
import { useLanguage } from "@/i18n/language";
import { useText } from "./text";

/** What a country is called in the person's language; the code where the browser does not know it. */
export function useCountryName(): (code: string) => string {
  const text = useText();
  const { language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames([language], { type: "region" }), [language]);
  return useCallback((code) => (code === ELSEWHERE ? text("elsewhere") : (names.of(code) ?? code)), [names, text]);
}
