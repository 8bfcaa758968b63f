import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Topic = components["schemas"]["content.TopicOut"];

/** What the programme speaks about, by name; archived topics too, for items may still be about them. */
export const topicsQuery = queryOptions({
  queryKey: ["content", "topics"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/content/topics", { signal }))).topics,
  meta: { live: ["topic-changed"] },
});

export function addTopic({ name, key }: { name: string; key: string }) {
  return answer(api.POST("/api/content/topics", { params: { header: keyed(key) }, body: { name } }));
}

interface Stated {
  topicId: string;
  name: string;
  archived: boolean;
  key: string;
}

/** Says anew what a topic is called and whether it is archived; items that are about it stay so. */
export function stateTopic({ topicId, name, archived, key }: Stated) {
  const params = { path: { topic_id: topicId }, header: keyed(key) };
  return answer(api.PUT("/api/content/topics/{topic_id}", { params, body: { name, archived } }));
}
