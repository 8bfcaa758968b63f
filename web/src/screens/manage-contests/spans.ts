import { fromWallClock } from "@/i18n/wall-clock";

/** From when to when, as a clock on the wall of a time zone shows it. */
export interface Span {
  opens: string;
  closes: string;
}

/** `today` is a day as 2026-11-26. The next week begins on Monday; a month and a quarter on their first day. */
export function spanOf(preset: "next-week" | "next-month" | "next-quarter", today: string): Span {
  const day = new Date(`${today}T00:00:00Z`);
  const [year, month, date] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  switch (preset) {
    case "next-week": {
      const monday = date + ((8 - day.getUTCDay()) % 7 || 7);
      return span(Date.UTC(year, month, monday), Date.UTC(year, month, monday + 7));
    }
    case "next-month":
      return span(Date.UTC(year, month + 1), Date.UTC(year, month + 2));
    case "next-quarter": {
      const first = month - (month % 3) + 3;
      return span(Date.UTC(year, first), Date.UTC(year, first + 3));
    }
  }
}

function span(opens: number, closes: number): Span {
  return { opens: midnight(opens), closes: midnight(closes) };
}

function midnight(at: number): string {
  return new Date(at).toISOString().slice(0, "2026-11-26T00:00".length);
}

/** What is wrong with a span, if anything: it has to be whole, to lie ahead, and to end after it begins. */
export function faultOf(
  { opens, closes }: Span,
  zone: string,
  now: number,
): "dates-missing" | "dates-turned" | "over" | null {
  if (!opens || !closes) return "dates-missing";
  const [from, to] = [opens, closes].map((shown) => Date.parse(fromWallClock(shown, zone)));
  if (from === undefined || to === undefined || from >= to) return "dates-turned";
  return to <= now ? "over" : null;
}
