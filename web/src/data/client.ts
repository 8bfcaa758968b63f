import { QueryClient } from "@tanstack/react-query";
import { mayPass } from "@/api/refusal";

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** The types of live events after which what this query shows may be another (src/live). */
      live?: readonly string[];
    };
  }
}

const PATIENCE = 3;

/** What is known of the services. Live events say what is out of date, so nothing is asked for again by the clock. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => mayPass(error) && failures < PATIENCE,
        networkMode: "always", // what is out of reach is said by the request, not guessed from the browser's word
      },
      // The key of a wish is made before it is sent: a repeat is the same wish.
      mutations: { retry: (failures, error) => mayPass(error) && failures < PATIENCE, networkMode: "always" },
    },
  });
}
