import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Suggestion = components["schemas"]["content.SuggestionOut"];
export type Suggested = components["schemas"]["content.SuggestionIn"];
type Words = components["schemas"]["content.ItemIn"];

const LIVE = ["suggestion-changed"];

/** What waits for a curator, oldest first. */
export const waitingQuery = infiniteQueryOptions({
  queryKey: ["content", "suggestions", "waiting"],
  queryFn: ({ pageParam, signal }) => {
    const query = pageParam === undefined ? {} : { after: pageParam };
    return answer(api.GET("/api/content/suggestions", { params: { query }, signal }));
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { live: LIVE },
});

/** One's own latest suggestions, newest first. */
export const ownSuggestionsQuery = queryOptions({
  queryKey: ["content", "suggestions", "mine"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/content/suggestions/mine", { signal }))).suggestions,
  meta: { live: LIVE },
});

export function suggest({ suggested, key }: { suggested: Suggested; key: string }) {
  return answer(api.POST("/api/content/suggestions", { params: { header: keyed(key) }, body: suggested }));
}

interface Accepted {
  suggestionId: string;
  /** The item's words; null: those of the page that the link leads to, or the suggested ones. */
  words: Words | null;
  key: string;
}

export function accept({ suggestionId, words, key }: Accepted) {
  const params = { path: { suggestion_id: suggestionId }, header: keyed(key) };
  return answer(api.POST("/api/content/suggestions/{suggestion_id}/accept", { params, body: { words } }));
}

/** Makes nothing of it; its suggester reads the reason. */
export function declineSuggestion(suggestionId: string, reason: string, key: string) {
  const params = { path: { suggestion_id: suggestionId }, header: keyed(key) };
  return answer(api.POST("/api/content/suggestions/{suggestion_id}/decline", { params, body: { reason } }));
}
