import type { Item, Offered } from "@/data/items";
import { fromWallClock } from "@/i18n/wall-clock";

export const WEEKS = 4;
const DAY = 24 * 60 * 60_000;

/** Some whole weeks, from a Monday at midnight on the curator's wall: in milliseconds, the end not included. */
export interface Period {
  from: number;
  to: number;
  /** The Monday of each week, as a moment. */
  weeks: readonly number[];
}

/** The weeks from `ahead` weeks after this one; `today` as 2026-11-24. */
export function periodOf(today: string, ahead: number, zone: string): Period {
  const noon = new Date(`${today}T12:00:00Z`);
  const sinceMonday = (noon.getUTCDay() + 6) % 7;
  const midnight = (days: number) => {
    const day = new Date(noon.getTime() + (days - sinceMonday) * DAY).toISOString().slice(0, 10);
    return Date.parse(fromWallClock(`${day}T00:00`, zone));
  };
  const weeks = Array.from({ length: WEEKS + 1 }, (_, number) => midnight((ahead + number) * 7));
  return { from: weeks[0] ?? 0, to: weeks[WEEKS] ?? 0, weeks: weeks.slice(0, WEEKS) };
}

/** Where a span lies in a period, in percent of it; null where it does not. */
export interface Bar {
  start: number;
  length: number;
  /** Whether it goes on outside. */
  before: boolean;
  after: boolean;
}

export function barOf(activity: Offered, period: Period): Bar | null {
  const opens = Date.parse(activity.opens_at);
  const closes = Date.parse(activity.closed_at ?? activity.closes_at);
  if (closes <= period.from || opens >= period.to) return null;
  const start = place(Math.max(opens, period.from), period);
  const end = place(Math.min(closes, period.to), period);
  return { start, length: Math.max(end - start, 0), before: opens < period.from, after: closes > period.to };
}

/** A moment's place in a period, in percent. */
export function place(at: number, { from, to }: Period): number {
  return ((at - from) / (to - from)) * 100;
}

export interface Line {
  item: Item;
  activities: readonly (Offered & { bar: Bar })[];
}

/** The items of which something is offered in the period, what closes first on top. */
export function linesOf(items: readonly Item[], period: Period): readonly Line[] {
  const lines = items.map((item) => {
    const activities = item.activities.flatMap((activity) => {
      const bar = barOf(activity, period);
      return bar ? [{ ...activity, bar }] : [];
    });
    return { item, activities: activities.sort((one, other) => one.bar.start - other.bar.start) };
  });
  return lines.filter((line) => line.activities.length > 0).sort((one, other) => lastOf(one) - lastOf(other));
}

function lastOf(line: Line): number {
  return Math.max(...line.activities.map((activity) => Date.parse(activity.closes_at)));
}
