import type { QueryClient } from "@tanstack/react-query";
import { answer, api, newKey } from "@/api/client";
import type { components } from "@/api/schema";
import { meQuery } from "./person";

export type Preferences = components["schemas"]["consent.MeOut"]["preferences"];

/** All preferences from now on. */
export async function prefer(client: QueryClient, preferences: Preferences): Promise<void> {
  const params = { header: { "Idempotency-Key": newKey() } };
  await answer(api.PUT("/api/consent/me/preferences", { params, body: preferences }));
  await client.invalidateQueries({ queryKey: meQuery.queryKey });
}
