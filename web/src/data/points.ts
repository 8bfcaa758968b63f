import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type Points = components["schemas"]["gamification.Me"];
export type LedgerEntry = components["schemas"]["gamification.Entry"];

/** After these one's own points are others. */
export const POINTS_MOVED = ["points-awarded", "points-reversed", "points-spent", "points-refunded"] as const;

/** One's own points: of this month, of all time, and what of them is left to spend. */
export const pointsQuery = queryOptions({
  queryKey: ["gamification", "me"],
  queryFn: ({ signal }) => answer(api.GET("/api/gamification/me", { signal })),
  meta: { live: POINTS_MOVED },
});

/** Every movement of them, newest first. */
export const ledgerQuery = infiniteQueryOptions({
  queryKey: ["gamification", "ledger"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? {} : { after: pageParam };
    return answer(api.GET("/api/gamification/ledger", { params: { query }, signal }));
  },
  initialPageParam: undefined as number | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { live: POINTS_MOVED },
});
