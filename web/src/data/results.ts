import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type MyResults = components["schemas"]["publisher.MineOut"];
export type Compared = NonNullable<MyResults["engagement"]>;
export type Followers = MyResults["accounts"][number];
export type Interval = NonNullable<Compared["change"]>;

/** One's own return, against one's own beginning. */
export const myResultsQuery = queryOptions({
  queryKey: ["publisher", "results", "mine"],
  queryFn: ({ signal }) => answer(api.GET("/api/publisher/results/mine", { signal })),
  meta: { live: ["account", "post"] },
});

/** What readers did with one of one's own posts, over time. */
export function engagementQuery(postId: string) {
  return queryOptions({
    queryKey: ["publisher", "engagement", postId],
    queryFn: async ({ signal }) => {
      const params = { path: { post_id: postId } };
      const told = await answer(api.GET("/api/publisher/posts/{post_id}/engagement", { params, signal }));
      return told.counted;
    },
    meta: { live: ["post"] },
  });
}
