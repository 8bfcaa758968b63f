import { useMemo } from "react";
import { useFormats } from "@/i18n/formats";
import { mondayOf, rangeOf } from "./numbers";
import { useText } from "./text";

const THOUSANDTHS = 1000;

/** How results are written: people, numbers that may not be known, money, weeks. */
export function useWrite() {
  const text = useText();
  const formats = useFormats();
  return useMemo(() => {
    const people = (fives: number | null) => {
      const range = rangeOf(fives);
      return range ? text("people", { least: range[0], most: range[1] }) : text("few-people");
    };
    const locale = formats.language === "en" ? "en-GB" : formats.language;
    const day = (shape: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...shape });
    return {
      people,
      peopleOf: (some: number | null, all: number | null) =>
        text("people-of", { some: people(some), all: people(all) }),
      number: (value: number | null) => (value === null ? text("not-told") : formats.number(value)),
      /** Null where it is not known, for what shows that in its own way. */
      known: (value: number | null) => (value === null ? null : formats.number(value)),
      /** `thousandths` of the currency; a price may be smaller than its smallest coin. */
      money: (thousandths: number, currency: string) =>
        new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 3 }).format(
          thousandths / THOUSANDTHS,
        ),
      /** 23 Nov */
      week: (week: string) => day({ day: "numeric", month: "short" }).format(mondayOf(week)),
      /** 23 Nov 2026 */
      monday: (week: string) => day({ dateStyle: "medium" }).format(mondayOf(week)),
    };
  }, [text, formats]);
}
