import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Source = components["schemas"]["content.FeedOut"];

/**
 * The feeds (RSS, Atom, JSON Feed) that items come from, oldest first. A look brings items: that tells, too. One that
 * brings none, or fails, tells nobody, so each visit asks anew.
 */
export const sourcesQuery = queryOptions({
  queryKey: ["content", "feeds"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/content/feeds", { signal }))).feeds,
  meta: { live: ["source-changed", "item-changed"] },
  staleTime: 0,
});

const of = (feedId: string, key: string) => ({ path: { feed_id: feedId }, header: keyed(key) });

interface Wish {
  feedId: string;
  key: string;
}

/** Follows a feed and makes items of what it has now. */
export function follow({ url, key }: { url: string; key: string }) {
  return answer(api.POST("/api/content/feeds", { params: { header: keyed(key) }, body: { url } }));
}

/** Looks into a feed now. */
export function look({ feedId, key }: Wish) {
  return answer(api.POST("/api/content/feeds/{feed_id}/poll", { params: of(feedId, key) }));
}

export function pause({ feedId, key }: Wish) {
  return answer(api.POST("/api/content/feeds/{feed_id}/pause", { params: of(feedId, key) }));
}

export function resume({ feedId, key }: Wish) {
  return answer(api.POST("/api/content/feeds/{feed_id}/resume", { params: of(feedId, key) }));
}

/** Follows a feed no longer; its items stay. */
export function unfollow({ feedId, key }: Wish) {
  return answer(api.DELETE("/api/content/feeds/{feed_id}", { params: of(feedId, key) }));
}
