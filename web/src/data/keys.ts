import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "@/api/client";
import type { components } from "@/api/schema";

export type PublicKey = components["schemas"]["gateway.PublicKey"];

/** Every public key that the services ever signed with. */
export const keysQuery = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) => (await answer(api.GET("/api/keys", { signal }))).keys,
});
