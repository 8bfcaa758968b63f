import { useCallback, useMemo, useRef } from "react";
import { newKey } from "./client";

/**
 * Idempotency-Keys for what somebody wishes: the same wish has the same key until it is answered, so that pressing again
 * after a lost answer makes nothing twice.
 */
export function useWishKeys(): { keyOf: (wish: unknown) => string; answered: () => void } {
  const kept = useRef(new Map<string, string>());
  const keyOf = useCallback((wish: unknown) => {
    const written = JSON.stringify(wish);
    const key = kept.current.get(written) ?? newKey();
    kept.current.set(written, key);
    return key;
  }, []);
  const answered = useCallback(() => kept.current.clear(), []);
  return useMemo(() => ({ keyOf, answered }), [keyOf, answered]);
}
