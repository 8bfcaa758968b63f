import { queryOptions } from "@tanstack/react-query";
import { answer, api, proofs } from "@/api/client";
import { Refusal } from "@/api/refusal";
import type { components } from "@/api/schema";

export type Session = components["schemas"]["gateway.Me"];
export type Role = Session["roles"][number];

/** Who is signed in here; null is nobody. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await answer(api.GET("/auth/me", { signal }));
      proofs.begin(session.csrf);
      return session;
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) return null;
      throw error;
    }
  },
});

/** One's own page: name, groups, preferences. */
export const meQuery = queryOptions({
  queryKey: ["consent", "me"],
  queryFn: ({ signal }) => answer(api.GET("/api/consent/me", { signal })),
});
