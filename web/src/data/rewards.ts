import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Reward = components["schemas"]["gamification.RewardOut"];
export type NewReward = components["schemas"]["gamification.RewardIn"];
export type Redemption = components["schemas"]["gamification.RedemptionOut"];
export type RedemptionState = Redemption["state"];

const SETTLED = ["points-spent", "points-refunded", "reward-fulfilled"] as const;

/** What can be had for points, newest first, also what is out of stock. */
export const rewardsQuery = queryOptions({
  queryKey: ["gamification", "rewards"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/gamification/rewards", { signal }))).rewards,
  meta: { live: ["reward-changed"] },
});

/** For administrators: what can be redeemed no more. */
export const retiredQuery = queryOptions({
  queryKey: ["gamification", "rewards", "retired"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/gamification/rewards/retired", { signal }))).rewards,
  meta: { live: ["reward-changed"] },
});

/** One's own redemptions, newest first. */
export const myRedemptionsQuery = infiniteQueryOptions({
  queryKey: ["gamification", "redemptions", "mine"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? {} : { after: pageParam };
    return answer(api.GET("/api/gamification/me/redemptions", { params: { query }, signal }));
  },
  initialPageParam: undefined as number | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { live: SETTLED },
});

/** For administrators: everybody's in a state, who waits longest first. Redeeming changes a reward's stock. */
export function redemptionsQuery(state: RedemptionState) {
  return infiniteQueryOptions({
    queryKey: ["gamification", "redemptions", state],
    queryFn: ({ pageParam, signal }) => {
      const query = pageParam === undefined ? { state } : { state, after: pageParam };
      return answer(api.GET("/api/gamification/redemptions", { params: { query }, signal }));
    },
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    meta: { live: ["reward-changed", ...SETTLED] },
  });
}

/** Points for one of a reward. The same key again is the same redemption. */
export function redeem(rewardId: string, key: string) {
  const params = { path: { reward_id: rewardId }, header: keyed(key) };
  return answer(api.POST("/api/gamification/rewards/{reward_id}/redeem", { params }));
}

/** For administrators. */
export function makeReward(reward: NewReward, key: string) {
  const params = { header: keyed(key) };
  return answer(api.POST("/api/gamification/rewards", { params, body: reward }));
}

/** For administrators: so many more, or (below 0) fewer. */
export function changeStock(rewardId: string, change: number, key: string) {
  const params = { path: { reward_id: rewardId }, header: keyed(key) };
  return answer(api.POST("/api/gamification/rewards/{reward_id}/stock", { params, body: { change } }));
}

/** For administrators: it is redeemed no more, for good. */
export function retireReward(rewardId: string, key: string) {
  const params = { path: { reward_id: rewardId }, header: keyed(key) };
  return answer(api.POST("/api/gamification/rewards/{reward_id}/retire", { params }));
}

/** For administrators: it was handed over, or comes to nothing; either is for good. */
export function settle(redemptionId: string, how: "fulfil" | "refund", key: string) {
  const params = { path: { redemption_id: redemptionId }, header: keyed(key) };
  return how === "fulfil"
    ? answer(api.POST("/api/gamification/redemptions/{redemption_id}/fulfil", { params }))
    : answer(api.POST("/api/gamification/redemptions/{redemption_id}/refund", { params }));
}

/** One's own redemption that was not handed over yet comes to nothing: points and stock are back. */
export function giveBack(redemptionId: string, key: string) {
  const params = { path: { redemption_id: redemptionId }, header: keyed(key) };
  return answer(api.POST("/api/gamification/me/redemptions/{redemption_id}/give-back", { params }));
}
