import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api, proofs } from "@/api/client";
import { Refusal } from "@/api/refusal";
import type { components } from "@/api/schema";
import { BESIDES_SESSION, endSession, sessionQuery } from "./person";

export type Way = components["schemas"]["gateway.Way"];
export type Persona = components["schemas"]["gateway.Persona"];

/** Who one can be in demo mode. */
export const personasQuery = queryOptions({
  queryKey: ["personas"],
  queryFn: ({ signal }) => answer(api.GET("/auth/personas", { signal })),
});

/** In demo mode: becomes one of them. What was known of somebody else is forgotten. */
export async function signInAs(client: QueryClient, personId: string): Promise<void> {
  await answer(api.POST("/auth/persona", { body: { person_id: personId } }));
  client.removeQueries(BESIDES_SESSION);
  await client.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** Ends the session and forgets all that was shown in it. Where none is any more, an answer was lost, and it is done. */
export async function signOut(client: QueryClient): Promise<void> {
  await answer(api.POST("/auth/sign-out")).catch((error: unknown) => {
    if (!isOver(error)) throw error;
  });
  proofs.leave();
  endSession(client);
  client.removeQueries(BESIDES_SESSION);
}

function isOver(error: unknown): boolean {
  return error instanceof Refusal && error.status === 401;
}
