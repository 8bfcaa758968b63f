import { MutationCache, QueryCache } from "@tanstack/react-query";
import { mayPass, Refusal } from "@/api/refusal";
import { OutdatingClient } from "./outdating";
import { endSession, sessionQuery } from "./person";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** The types of live events after which what this query shows may be another (src/live). */
      live?: readonly string[];
      /** Whether it never becomes another, whatever was missed: what was signed. */
      fixed?: boolean;
    };
  }
}

const PATIENCE = 3;
/** What is shown together is asked for once. */
const VISIT = 5_000;

/**
 * What is known of the services. Live events say what is out of date, so nothing is asked for again by the clock; what
 * no event tells of is asked for anew by each visit.
 */
export function makeQueryClient(): OutdatingClient {
  const client: OutdatingClient = new OutdatingClient({
    queryCache: new QueryCache({ onError: (error) => leave(client, error) }),
    mutationCache: new MutationCache({ onError: (error) => leave(client, error) }),
    defaultOptions: {
      queries: {
        staleTime: ({ meta }) => (meta?.live || meta?.fixed ? Number.POSITIVE_INFINITY : VISIT),
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        // Without any network a second try is no other than the first; it is asked again when there is one.
        retry: (failures, error) => mayPass(error) && navigator.onLine && failures < PATIENCE,
        networkMode: "always", // what is out of reach is said by the request, not guessed from the browser's word
      },
      // The key of a wish is made before it is sent: a repeat is the same wish.
      mutations: { retry: (failures, error) => mayPass(error) && failures < PATIENCE, networkMode: "always" },
    },
  });
  return client;
}

/** Whose session has ended signs in again, and comes back to where they were; who has another one is asked for. */
function leave(client: OutdatingClient, error: unknown): void {
  if (!(error instanceof Refusal)) return;
  if (error.status === 401) endSession(client);
  if (error.code === "csrf") void client.invalidateQueries(sessionQuery);
}
