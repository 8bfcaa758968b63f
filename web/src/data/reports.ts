import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];
export type Programme = Schemas["publisher.ProgrammeOut"];
export type ProgrammeWeek = Schemas["publisher.ProgrammeWeekOut"];
export type Told = Schemas["publisher.ToldOut"];
export type Value = Schemas["publisher.ValueOut"];
export type Prices = Schemas["publisher.PricesSetOut"];
export type PricesIn = Schemas["publisher.PricesIn"];
export type Pilot = Schemas["publisher.PilotOut"];
export type PilotIn = Schemas["publisher.PilotIn"];
export type Report = Schemas["publisher.ReportOut"];
export type PilotWeek = Schemas["publisher.PilotWeekOut"];
export type Estimate = Schemas["publisher.EstimateOut"];

/** Uptake, reach and value of so many weeks, the newest first. A week is counted once, when it is over. */
export function programmeQuery(weeks: number) {
  return queryOptions({
    queryKey: ["publisher", "programme", weeks],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/publisher/results/programme", { params: { query: { weeks } }, signal })),
  });
}

/** What readers' answers are worth, and where that is from; null before anybody said so. */
export const pricesQuery = queryOptions({
  queryKey: ["publisher", "prices"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/publisher/results/prices", { signal }))).prices,
});

export function setPrices(body: PricesIn, key: string) {
  const params = { header: keyed(key) };
  return answer(api.PUT("/api/publisher/results/prices", { params, body }));
}

/** All pilots, the latest first. */
export const pilotsQuery = queryOptions({
  queryKey: ["publisher", "pilots"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/publisher/pilots", { signal }))).pilots,
});

/** A pilot's report: the weeks that are counted, the newest first. */
export function reportQuery(pilotId: string) {
  return queryOptions({
    queryKey: ["publisher", "pilots", pilotId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/publisher/pilots/{pilot_id}", { params: { path: { pilot_id: pilotId } }, signal })),
  });
}

export function openPilot(body: PilotIn, key: string) {
  const params = { header: keyed(key) };
  return answer(api.POST("/api/publisher/pilots", { params, body }));
}

/** Ends a pilot with the week that runs, or before it begins. */
export function endPilot(pilotId: string, key: string) {
  const params = { path: { pilot_id: pilotId }, header: keyed(key) };
  return answer(api.POST("/api/publisher/pilots/{pilot_id}/end", { params }));
}
