import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Item = components["schemas"]["content.ItemOut"];
export type Offered = components["schemas"]["content.ActivityOut"];
export type Words = components["schemas"]["content.ItemIn"];
export type Message = components["schemas"]["content.MessageIn"];
export type Terms = components["schemas"]["content.ActivityIn"];
export type State = Item["state"];

const ITEMS = ["content", "items"] as const;
const LIVE = ["item-changed"];

/** A curator's items, newest first; of one state, or all. */
export function itemsQuery(state: State | null) {
  return infiniteQueryOptions({
    queryKey: [...ITEMS, "pages", state],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(state && { state }), ...(pageParam !== undefined && { after: pageParam }) };
      return answer(api.GET("/api/content/items", { params: { query }, signal }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    meta: { live: LIVE },
  });
}

export function itemQuery(itemId: string) {
  return queryOptions({
    queryKey: [...ITEMS, "one", itemId],
    queryFn: ({ signal }) =>
      answer(api.GET("/api/content/items/{item_id}", { params: { path: { item_id: itemId } }, signal })),
    meta: { live: LIVE },
  });
}

/** After a command: what is shown of items is asked for again, at least as far as that command. */
export function refreshItems(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: ITEMS });
}

/** A wish and the key that it keeps when it is sent again. */
export interface Keyed {
  key: string;
}

/** Makes an item of the page that an address leads to. */
export function bringIn({ url, key }: Keyed & { url: string }) {
  return answer(api.POST("/api/content/items/from-link", { params: { header: keyed(key) }, body: { url } }));
}

export function compose({ words, key }: Keyed & { words: Words }) {
  return answer(api.POST("/api/content/items", { params: { header: keyed(key) }, body: words }));
}

/** States all words anew; approvals of the earlier ones lapse. */
export function revise({ itemId, words, key }: Keyed & { itemId: string; words: Words }) {
  const params = { path: { item_id: itemId }, header: keyed(key) };
  return answer(api.POST("/api/content/items/{item_id}/revise", { params, body: words }));
}

/** Ends an item and all its activities, for good. */
export function retire(itemId: string) {
  const params = { path: { item_id: itemId }, header: keyed(`retire-${itemId}`) };
  return answer(api.POST("/api/content/items/{item_id}/retire", { params }));
}

export function offer({ itemId, terms, key }: Keyed & { itemId: string; terms: Terms }) {
  const params = { path: { item_id: itemId }, header: keyed(key) };
  return answer(api.POST("/api/content/items/{item_id}/activities", { params, body: terms }));
}

/** Ends an activity before its window does. */
export function closeActivity(activityId: string) {
  const params = { path: { activity_id: activityId }, header: keyed(`close-${activityId}`) };
  return answer(api.POST("/api/content/activities/{activity_id}/close", { params }));
}

/** The groups that something can be offered to. */
export const groupsQuery = queryOptions({
  queryKey: ["consent", "groups"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/consent/groups", { signal }))).groups,
});
