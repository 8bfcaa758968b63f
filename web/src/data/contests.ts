import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";
import { type From, PLACES_MOVED } from "./leaderboard";

export type Contest = components["schemas"]["gamification.ContestOut"];
export type ContestState = Contest["state"];
export type NewContest = components["schemas"]["gamification.ContestIn"];

/** Contests, newest first, with the winners of those that are closed. */
export const contestsQuery = infiniteQueryOptions({
  queryKey: ["gamification", "contests"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? {} : { after: pageParam };
    return answer(api.GET("/api/gamification/contests", { params: { query }, signal }));
  },
  initialPageParam: undefined as number | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { live: ["contest-changed"] },
});

/** One page of who is ahead in a contest. */
export function standingsQuery(contestId: string, from: From) {
  return queryOptions({
    queryKey: ["gamification", "standings", contestId, from],
    queryFn: ({ signal }) => {
      const params = { path: { contest_id: contestId }, query: { ...from } };
      return answer(api.GET("/api/gamification/contests/{contest_id}/standings", { params, signal }));
    },
    placeholderData: keepPreviousData,
    meta: { live: [...PLACES_MOVED, "contest-changed"] },
  });
}

/**
 * The state at this moment: a contest opens and ends by the clock, of which nothing is told. What only the service
 * knows (closed, called off) stands as it was told.
 */
export function stateAt({ state, opens_at, closes_at }: Contest, now: number): ContestState {
  if (state === "closed" || state === "called-off") return state;
  if (Date.parse(closes_at) <= now) return "counting";
  return Date.parse(opens_at) <= now ? "running" : "upcoming";
}

/** For administrators. The same key again is the same contest. */
export function openContest(contest: NewContest, key: string) {
  const params = { header: keyed(key) };
  return answer(api.POST("/api/gamification/contests", { params, body: contest }));
}

/** For administrators: ends a contest without winners; everybody reads why. */
export function callOffContest(contestId: string, reason: string, key: string) {
  const params = { path: { contest_id: contestId }, header: keyed(key) };
  return answer(api.POST("/api/gamification/contests/{contest_id}/call-off", { params, body: { reason } }));
}
