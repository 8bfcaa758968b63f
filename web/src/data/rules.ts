import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type NetworkRules = components["schemas"]["content.NetworkOut"];
export type KindRules = components["schemas"]["content.KindOut"];
export type Kind = KindRules["kind"];

/** Every kind of activity; what a later release offers is none of them yet. */
export const KINDS = ["post", "repost", "like", "comment", "follow"] as const satisfies readonly Kind[];

export function isKind(kind: string): kind is Kind {
  return KINDS.some((known) => known === kind);
}
export type NetworkName = NetworkRules["network"];

/** What can be offered on each network; it changes with a release only. */
export const rulesQuery = queryOptions({
  queryKey: ["content", "networks"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/content/networks", { signal }))).networks,
  staleTime: Number.POSITIVE_INFINITY,
});

/** How long a text is with its link, counted as its network counts. Nothing is stored by asking. */
export function lengthQuery(network: NetworkName, text: string, link: string) {
  const body = { network, text, link: link || null };
  return queryOptions({
    queryKey: ["content", "length", body],
    queryFn: ({ signal }) => answer(api.POST("/api/content/length", { body, signal })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY, // the same words are always as long
    gcTime: 60_000,
  });
}

export function kindRules(rules: NetworkRules, kind: Kind): KindRules | undefined {
  return rules.kinds.find((each) => each.kind === kind);
}
