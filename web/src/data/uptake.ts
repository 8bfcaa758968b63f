import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import { Refusal } from "@/api/refusal";

/** So many people at least, in fives; null is fewer than five, or none. */
export type Counted = number | null;

/** How an item's activities were taken up by the last week that was counted; null where nothing is counted of it. */
export function uptakeQuery(itemId: string) {
  return queryOptions({
    queryKey: ["publisher", "uptake", itemId],
    queryFn: async ({ signal }) => {
      try {
        const params = { path: { item_id: itemId } };
        return await answer(api.GET("/api/publisher/results/items/{item_id}", { params, signal }));
      } catch (error) {
        if (error instanceof Refusal && error.status === 404) return null;
        throw error;
      }
    },
  });
}
