import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type Leaderboard = components["schemas"]["gamification.LeaderboardPage"];
export type Row = components["schemas"]["gamification.Row"];

export const PERIODS = ["week", "month", "quarter", "all"] as const;
export type Period = (typeof PERIODS)[number];

/** From where rows are shown: a cursor of the page before, around oneself, or the top. */
export type From = { after: string } | { around: "me" } | null;

/** After these somebody's place may be another one. */
export const PLACES_MOVED = ["points-awarded", "points-reversed", "standings-changed"] as const;

/** One page of who earned most: fifty rows, however many there are. `group` null is everybody. */
export function leaderboardQuery(period: Period, group: string | null, from: From) {
  return queryOptions({
    queryKey: ["gamification", "leaderboard", period, group, from],
    queryFn: ({ signal }) => {
      const query = { period, ...(group !== null && { group }), ...from };
      return answer(api.GET("/api/gamification/leaderboard", { params: { query }, signal }));
    },
    placeholderData: keepPreviousData,
    meta: { live: PLACES_MOVED },
  });
}
