import type { Compared, Interval } from "@/data/results";

/** What may be said of a change: an interval around zero has no direction. */
export type Direction = "more" | "less" | "unclear";

export function directionOf(change: Interval): Direction {
  if (change.low > 0) return "more";
  return change.high < 0 ? "less" : "unclear";
}

/** How much of what is needed to compare is there: of the beginning, then of now. */
export function missingOf(compared: Compared, needed: number): { of: "baseline" | "now"; told: number } | null {
  if (compared.change !== null) return null;
  if (compared.baseline.told < needed) return { of: "baseline", told: compared.baseline.told };
  return { of: "now", told: compared.now.told };
}
