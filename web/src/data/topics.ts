import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";

/** What content can be about, archived topics among them. */
export const topicsQuery = queryOptions({
  queryKey: ["content", "topics"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/content/topics", { signal }))).topics,
});
