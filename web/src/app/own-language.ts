import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { meQuery } from "@/data/person";
import { useLanguage } from "@/i18n/language";
import { isLanguage } from "@/i18n/languages";

/** The language of the person's preferences, once they have any: also in a browser that they have not used before. */
export function useOwnLanguage(): void {
  const { follow } = useLanguage();
  const { data: me } = useQuery(meQuery);
  const own = me?.has_chosen ? me.preferences.language : undefined;
  useEffect(() => {
    if (isLanguage(own)) follow(own);
  }, [own, follow]);
}
