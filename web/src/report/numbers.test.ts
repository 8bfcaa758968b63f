import { expect, test } from "vitest";
import { answersOf, firstFigures, later, mondayOf, rangeOf, sum, weekOf } from "./numbers";

const told = (likes: number | null, reposts: number | null, replies: number | null) => ({
  likes: { count: likes, told: null },
  reposts: { count: reposts, told: null },
  replies: { count: replies, told: null },
  views: { count: 1000, told: null },
});

test("people are told in fives, and fewer than five not at all", () => {
  expect(rangeOf(5)).toEqual([5, 9]);
  expect(rangeOf(25)).toEqual([25, 29]);
  expect(rangeOf(null)).toBeUndefined();
});

test("what no network tells is not nothing", () => {
  expect(answersOf(told(3, null, 2))).toBe(5);
  expect(answersOf(told(null, null, null))).toBeNull();
  expect(sum([0, null])).toBe(0);
});

test("the first figures come when the first week is over, or else this one", () => {
  const thursday = new Date("2026-11-26");
  expect(firstFigures(thursday)).toBe("2026-W49");
  expect(firstFigures(new Date("2026-11-30"))).toBe("2026-W50");
  expect(firstFigures(thursday, "2026-W52")).toBe("2026-W53");
  expect(firstFigures(thursday, "2026-W53")).toBe("2027-W01");
  expect(firstFigures(thursday, "2026-W40")).toBe("2026-W49");
});

test.each([
  ["2026-W48", "2026-11-23"],
  ["2026-W53", "2026-12-28"],
  ["2027-W01", "2027-01-04"],
  ["2020-W01", "2019-12-30"],
])("%s begins on %s", (week, day) => {
  expect(mondayOf(week).toISOString().slice(0, 10)).toBe(day);
  expect(weekOf(mondayOf(week))).toBe(week);
});

test("weeks go on over the end of a year", () => {
  expect(later("2026-W52", 2)).toBe("2027-W01");
  expect(later("2026-W48", 0)).toBe("2026-W48");
  expect(weekOf(new Date("2026-11-29T00:00:00Z"))).toBe("2026-W48");
});
