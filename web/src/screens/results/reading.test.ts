import { describe, expect, it } from "vitest";
import type { Compared } from "@/data/results";
import { directionOf, missingOf } from "./reading";

describe("what may be said of a change", () => {
  it.each([
    [{ value: 3, low: 1, high: 5 }, "more"],
    [{ value: -3, low: -5, high: -1 }, "less"],
    [{ value: 3, low: -1, high: 7 }, "unclear"],
    [{ value: 2, low: 0, high: 4 }, "unclear"],
  ])("%o is %s", (change, direction) => {
    expect(directionOf(change)).toBe(direction);
  });
});

describe("what is missing to compare", () => {
  const period = (told: number) => ({ number: told, told, median: null });
  const compared = (baseline: number, now: number): Compared => ({
    baseline: period(baseline),
    now: period(now),
    change: null,
  });

  it("is the beginning first, then the time behind it", () => {
    expect(missingOf(compared(2, 0), 6)).toEqual({ of: "baseline", told: 2 });
    expect(missingOf(compared(6, 3), 6)).toEqual({ of: "now", told: 3 });
  });

  it("is nothing once it can be compared", () => {
    expect(missingOf({ ...compared(6, 6), change: { value: 1, low: 0, high: 2 } }, 6)).toBeNull();
  });
});
