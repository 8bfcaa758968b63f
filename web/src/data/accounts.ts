import { queryOptions } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";

export type Account = components["schemas"]["publisher.AccountOut"];

/** One's own accounts on networks, those that were disconnected among them. */
export const accountsQuery = queryOptions({
  queryKey: ["publisher", "accounts"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/publisher/accounts", { signal }))).accounts,
  meta: { live: ["account"] },
});

export type Network = Account["network"];

/** Where the person gives their server's permission; nothing is connected by asking. */
export function beginConnecting(network: Network, instance: string) {
  return answer(api.POST("/api/publisher/accounts/connect", { body: { network, instance } }));
}

/** With what the network sent back. The same permission is the same wish, however often it is handed over. */
export function completeConnecting({ state, code }: { state: string; code: string }) {
  const params = { header: keyed(`connect-${state}`) };
  return answer(api.POST("/api/publisher/accounts/complete", { params, body: { state, code } }));
}

/** Restu gives its permission back; what waits on the account ends. */
export function disconnect(accountId: string, key: string) {
  const params = { path: { account_id: accountId }, header: keyed(key) };
  return answer(api.DELETE("/api/publisher/accounts/{account_id}", { params }));
}
