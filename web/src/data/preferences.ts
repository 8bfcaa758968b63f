import type { QueryClient } from "@tanstack/react-query";
import { answer, api, keyed } from "@/api/client";
import type { components } from "@/api/schema";
import { meQuery } from "./person";

export type Preferences = components["schemas"]["consent.MeOut"]["preferences"];

/** All preferences from now on. */
export async function prefer(client: QueryClient, preferences: Preferences, key: string): Promise<void> {
  const params = { header: keyed(key) };
  await answer(api.PUT("/api/consent/me/preferences", { params, body: preferences }));
  await client.invalidateQueries({ queryKey: meQuery.queryKey });
}
