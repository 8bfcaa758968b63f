import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { meQuery } from "@/data/person";
import { useLanguage } from "./language";
import type { Language } from "./languages";
import { knownZone } from "./zones";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Numbers, dates and spans as a language writes them and a time zone reads the clock. */
export class Formats {
  constructor(
    readonly language: Language,
    readonly zone: string,
  ) {}

  /** The language with its country where that decides how dates are written. */
  get locale(): string {
    return this.language === "en" ? "en-GB" : this.language;
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** 09:30 */
  time(at: string): string {
    return this.#date(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  /** 09:30:05 */
  clock(at: string): string {
    return this.#date(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  }

  /** Tuesday 24 November, 09:30 */
  moment(at: string): string {
    return `${this.#date(at, { weekday: "long", day: "numeric", month: "long" })}, ${this.time(at)}`;
  }

  /** 24 Nov 2026 */
  date(at: string): string {
    return this.#date(at, { dateStyle: "medium" });
  }

  /** 24 Nov 2026, 09:30 */
  dateTime(at: string): string {
    return `${this.date(at)}, ${this.time(at)}`;
  }

  /** 24 Nov */
  shortDay(at: string): string {
    return this.#date(at, { day: "numeric", month: "short" });
  }

  /** Tue */
  weekday(at: string): string {
    return this.#date(at, { weekday: "short" });
  }

  /** The day on the person's calendar, as 2026-11-24: sorts, and is equal for times of one day. */
  day(at: string | Date): string {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone: this.zone, dateStyle: "short" });
    return parts.format(new Date(at));
  }

  /** in 3 hours, 2 days ago */
  relative(at: string, now: number): string {
    const span = Date.parse(at) - now;
    const [unit, size] = unitOf(Math.abs(span));
    const words = new Intl.RelativeTimeFormat(this.language, { numeric: "auto" });
    return words.format(Math.trunc(span / size), unit);
  }

  /** 3 hours, 2 days */
  span(at: string, now: number): string {
    const left = Math.max(Date.parse(at) - now, 0);
    const [unit, size] = unitOf(left);
    const words = new Intl.NumberFormat(this.language, { style: "unit", unit, unitDisplay: "long" });
    return words.format(Math.trunc(left / size));
  }

  #date(at: string, shape: Intl.DateTimeFormatOptions): string {
    return new Intl.DateTimeFormat(this.locale, { timeZone: this.zone, ...shape }).format(new Date(at));
  }
}

function unitOf(span: number): ["minute" | "hour" | "day", number] {
  if (span < HOUR) return ["minute", MINUTE];
  return span < DAY ? ["hour", HOUR] : ["day", DAY];
}

/** Formats in the person's own language and time zone; the browser's zone until theirs is known. */
export function useFormats(): Formats {
  const { language } = useLanguage();
  const { data } = useQuery(meQuery);
  const zone = data ? knownZone(data.preferences.time_zone) : Intl.DateTimeFormat().resolvedOptions().timeZone;
  return useMemo(() => new Formats(language, zone), [language, zone]);
}
