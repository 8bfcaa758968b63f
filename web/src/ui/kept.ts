import { createContext, useCallback, useContext, useState } from "react";

/** Whose it is: what one person typed is not there for another one in the same tab. */
export const Keeper = createContext("");

/**
 * A state that outlives a reload, a lost session and a broken page, until this tab is closed: for what somebody typed.
 * Null is nothing typed (any more).
 */
export function useKept<Value>(name: string): [Value | null, (value: Value | null) => void] {
  const place = `restu.kept.${useContext(Keeper)}.${name}`;
  const [value, setValue] = useState<Value | null>(() => JSON.parse(sessionStorage.getItem(place) ?? "null"));
  const keep = useCallback(
    (wanted: Value | null) => {
      if (wanted === null) sessionStorage.removeItem(place);
      else sessionStorage.setItem(place, JSON.stringify(wanted));
      setValue(wanted);
    },
    [place],
  );
  return [value, keep];
}
