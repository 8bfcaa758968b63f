import { useInfiniteQuery } from "@tanstack/react-query";
import { waitingQuery } from "@/data/suggestions";

/** How many suggestions wait for a curator, of those that were loaded. */
export function useWaiting(): number {
  const { data } = useInfiniteQuery(waitingQuery);
  return data?.pages.reduce((sum, page) => sum + page.suggestions.length, 0) ?? 0;
}
