import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type Account = components["schemas"]["publisher.AccountOut"];

/** One's own accounts on networks, those that were disconnected among them. */
export const accountsQuery = queryOptions({
  queryKey: ["publisher", "accounts"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/publisher/accounts", { signal }))).accounts,
  meta: { live: ["account"] },
});
