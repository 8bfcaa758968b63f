import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { BESIDES_SESSION, sessionQuery } from "@/data/person";
import { type Listener, listen, type Told, whileSeen } from "./stream";

const Connected = createContext(true);

/**
 * Keeps what is shown up to date: an event makes every query out of date that names its type in `meta.live`, and those
 * on the screen are asked again. An event is told after the view it concerns is written, so that the answer has it.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  useEffect(() => {
    const listener: Listener = {
      told: (told) => outdate(client, told),
      reset: () => outdateAll(client),
      connected: (stands) => {
        setConnected(stands);
        // A session that is over ends the connection, too: then the sign-in is shown.
        if (!stands) void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
    };
    let heard = heardBefore(client);
    return whileSeen(() => {
      const end = listen(listener, heard);
      heard = null;
      return end;
    });
  }, [client]);
  return <Connected value={connected}>{children}</Connected>;
}

/** How far events had been told before anything else was read; null where something is known from before. */
export function heardBefore(client: QueryClient): string | null {
  const others = client.getQueryCache().findAll(BESIDES_SESSION);
  if (others.some(({ state }) => state.data !== undefined)) return null;
  return client.getQueryData(sessionQuery.queryKey)?.heard ?? null;
}

/** Whether changes are heard of at this moment. */
export function useConnected(): boolean {
  return useContext(Connected);
}

export function outdate(client: QueryClient, told: Told): void {
  void client.invalidateQueries({ predicate: (query) => query.meta?.live?.includes(told.type) ?? false });
}

/** Something may have been missed: all but what never becomes another. */
export function outdateAll(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => query.meta?.fixed !== true });
}
