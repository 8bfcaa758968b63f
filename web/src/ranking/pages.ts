import { useState } from "react";
import type { From } from "@/data/leaderboard";

/** Where one looks in a long list of places. A cursor leads on only, so that the way back is remembered. */
export interface Pages {
  from: From;
  isTop: boolean;
  /** Null where there is no page before this one. */
  previous: (() => void) | null;
  next: (after: string) => void;
  top: () => void;
  aroundMe: () => void;
}

export function usePages(): Pages {
  const [way, setWay] = useState<readonly From[]>([null]);
  const from = way.at(-1) ?? null;
  return {
    from,
    isTop: from === null,
    previous: way.length > 1 ? () => setWay(way.slice(0, -1)) : null,
    next: (after) => setWay([...way, { after }]),
    top: () => setWay([null]),
    aroundMe: () => setWay([{ around: "me" }]),
  };
}
