import { useMemo } from "react";
import { timeNow } from "@/api/time";
import { Formats, useFormats } from "@/i18n/formats";
import { firstFigures, mondayOf, rangeOf } from "./numbers";
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
    // A week is the same days in every zone.
    const calendar = new Formats(formats.language, "UTC");
    const monday = (week: string) => mondayOf(week).toISOString();
    return {
      people,
      peopleOf: (some: number | null, all: number | null) =>
        text("people-of", { some: people(some), all: people(all) }),
      number: (value: number | null) => (value === null ? text("not-told") : formats.number(value)),
      /** Null where it is not known, for what shows that in its own way. */
      known: (value: number | null) => (value === null ? null : formats.number(value)),
      /** `thousandths` of the currency; a price may be smaller than its smallest coin. */
      money: (thousandths: number, currency: string) =>
        new Intl.NumberFormat(formats.locale, { style: "currency", currency, maximumFractionDigits: 3 }).format(
          thousandths / THOUSANDTHS,
        ),
      /** 23 Nov */
      week: (week: string) => calendar.shortDay(monday(week)),
      /** 23 Nov 2026 */
      monday: (week: string) => calendar.date(monday(week)),
      /** The day on which there are figures of what begins now, or with a later week. */
      firstFigures: (first?: string) =>
        calendar.date(monday(firstFigures(new Date(formats.day(new Date(timeNow()))), first))),
    };
  }, [text, formats]);
}
