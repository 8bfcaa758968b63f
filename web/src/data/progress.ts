import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Way = components["schemas"]["gamification.WayOut"];
export type Milestone = components["schemas"]["gamification.StepOut"];
export type TrainingStep = components["schemas"]["gamification.TrainingStepOut"];

/** One's own levels and badges, and what counts towards them. */
export const wayQuery = queryOptions({
  queryKey: ["gamification", "ladder"],
  queryFn: ({ signal }) => answer(api.GET("/api/gamification/me/ladder", { signal })),
  meta: { live: ["progress-changed", "badge-earned", "level-reached"] },
});

/** Every step of training, and how far one is. */
export const trainingQuery = queryOptions({
  queryKey: ["gamification", "training"],
  queryFn: ({ signal }) => answer(api.GET("/api/gamification/me/training", { signal })),
  meta: { live: ["training-changed"] },
});

interface StepWish {
  step: string;
  key: string;
}

/** The time of a step begins; again where it had begun before. */
export function startStep({ step, key }: StepWish) {
  const params = { path: { step }, header: keyed(key) };
  return answer(api.POST("/api/gamification/me/training/{step}/start", { params }));
}

/** A step is done; the first time counts. */
export function completeStep({ step, key }: StepWish) {
  const params = { path: { step }, header: keyed(key) };
  return answer(api.POST("/api/gamification/me/training/{step}/complete", { params }));
}
