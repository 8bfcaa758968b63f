import { createContext, useCallback, useContext, useState } from "react";
import { keepAt, readKept } from "./storage";

/** Whose it is: what one person typed is not there for another one in the same tab. */
export const Keeper = createContext("");

/**
 * A state that outlives a reload, a lost session and a broken page, until this tab is closed: for what somebody typed.
 * Null is nothing typed (any more).
 */
export function useKept<Value>(name: string): [Value | null, (value: Value | null) => void] {
  const place = `restu.kept.${useContext(Keeper)}.${name}`;
  const [value, setValue] = useState<Value | null>(() => readKept(place));
  const keep = useCallback(
    (wanted: Value | null) => {
      keepAt(place, wanted);
      setValue(wanted);
    },
    [place],
  );
  return [value, keep];
}
