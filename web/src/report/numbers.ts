/**
 * What results say, in words that say no more than they do: people are told in fives, so 5 is "5-9"; null is fewer than
 * five, or none; a sum is what the networks told, and null is not 0.
 */

import type { Told } from "@/data/reports";

const FIVE = 5;

/** At least and at most so many people; undefined for fewer than five. */
export function rangeOf(fives: number | null): readonly [number, number] | undefined {
  return fives === null ? undefined : [fives, fives + FIVE - 1];
}

/** Likes, reposts and replies together; null where no network told any of them. */
export function answersOf(told: Told): number | null {
  return sum([told.likes.count, told.reposts.count, told.replies.count]);
}

/** The sum of what is known; null where nothing is. */
export function sum(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((number) => number !== null);
  return known.length === 0 ? null : known.reduce((one, other) => one + other, 0);
}

const LABEL = /^(\d{4})-W(\d{2})$/;
const DAY = 24 * 3600 * 1000;

/** The Monday of a week named like 2026-W48, as the first moment of that day in UTC. */
export function mondayOf(week: string): Date {
  const [, year, number] = LABEL.exec(week) ?? [];
  // The fourth of January is always in the first week.
  const fourth = new Date(Date.UTC(Number(year), 0, 4));
  const first = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY;
  return new Date(first + (Number(number) - 1) * 7 * DAY);
}

/** The name of the week of a day. */
export function weekOf(day: Date): string {
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY);
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / DAY;
  return `${year}-W${String(Math.floor(days / 7) + 1).padStart(2, "0")}`;
}

/** The week whose Monday brings the first figures of what begins with the week of a day, or with a later one. */
export function firstFigures(day: Date, first = weekOf(day)): string {
  const today = weekOf(day);
  if (first < today) return later(today, 1);
  return later(first, 1);
}

/** So many weeks later. */
export function later(week: string, weeks: number): string {
  return weekOf(new Date(mondayOf(week).getTime() + weeks * 7 * DAY));
}
