import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type ServiceHealth = Schemas["gateway.ServiceHealth"];
export type Figures = Schemas["gateway.Figures"];
export type ServiceLetters = Schemas["gateway.ServiceLetters"];
export type DeadLetter = Schemas["gateway.DeadLetterOut"];

const OFTEN = 4_000;
const SELDOM = 10_000;

/** How every service is. No live event tells when one stops telling, so this is asked for again and again. */
export const healthQuery = queryOptions({
  queryKey: ["gateway", "health"],
  queryFn: ({ signal }) => answer(api.GET("/api/health", { signal })),
  staleTime: 0,
  gcTime: 0,
  refetchInterval: OFTEN,
});

/** The events that could not be applied, by service. */
export const deadLettersQuery = queryOptions({
  queryKey: ["gateway", "dead-letters"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/dead-letters", { signal }))).services,
  staleTime: 0,
  gcTime: 0,
  refetchInterval: SELDOM,
});
