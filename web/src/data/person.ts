import { type QueryClient, type QueryFilters, queryOptions, useQuery } from "@tanstack/react-query";
import { answer, api, keyed, proofs } from "@/api/client";
import type { components } from "@/api/schema";

export type Session = components["schemas"]["gateway.Me"];
export type Role = Session["roles"][number];

/**
 * Who is signed in here, `me: null` for nobody, and how one may sign in. `end`: why nobody is any more. The end of the
 * connection and every refusal tell.
 */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }) => {
    const here = await answer(api.GET("/auth/session", { signal }));
    if (here.me && !proofs.begin(here.me.person_id, here.me.csrf)) return beginAnew();
    return { ...here, end: here.me === null ? proofs.end : null };
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** Every query but that of who is signed in. */
export const BESIDES_SESSION: QueryFilters = { predicate: ({ queryKey: [name] }) => name !== sessionQuery.queryKey[0] };

/** For somebody else the page begins anew: nothing that the one before saw, typed or began may be left in it. */
function beginAnew(): Promise<never> {
  location.reload();
  return new Promise(() => {});
}

/** Who is signed in; undefined outside of a session. */
export function useMe(): Session | undefined {
  return useQuery(sessionQuery).data?.me ?? undefined;
}

/** Nobody is signed in here any more: the sign-in is shown, and leads back to the same address. */
export function endSession(client: QueryClient): void {
  client.setQueryData(sessionQuery.queryKey, (here) => here && { ...here, me: null, end: proofs.end });
}

/** One's own page: name, groups, preferences. */
export const meQuery = queryOptions({
  queryKey: ["consent", "me"],
  queryFn: ({ signal }) => answer(api.GET("/api/consent/me", { signal })),
  meta: { live: ["person-changed"] },
});

export type Preferences = components["schemas"]["consent.PreferencesIn"];

export type Own = components["schemas"]["consent.MeOut"];

/** Where one's own begin: who has never chosen any has the organisation's, in the language that they read here. */
export function preferencesOf({ preferences, has_chosen: hasChosen }: Own, language: string): Preferences {
  return hasChosen ? preferences : { ...preferences, language };
}

/** All preferences from now on. */
export function savePreferences(body: Preferences, key: string) {
  return answer(api.PUT("/api/consent/me/preferences", { params: { header: keyed(key) }, body }));
}

/** Takes part no more: what was approved and not sent ends. */
export async function leaveProgramme(key: string) {
  await answer(api.POST("/api/consent/me/leave", { params: { header: keyed(key) } }));
  proofs.leave();
}
