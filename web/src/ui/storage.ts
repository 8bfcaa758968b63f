/**
 * What somebody typed, kept until this tab is closed. It is a help and no more: where the browser keeps nothing, or has no
 * room left, one goes on typing all the same.
 */

/** What is kept at a place; null where nothing is that can be read. */
export function readKept<Value>(place: string): Value | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? "null");
  } catch {
    return null;
  }
}

/** Null is nothing (any more). What does not fit leaves in its place what was kept before. */
export function keepAt<Value>(place: string, value: Value | null): void {
  try {
    if (value === null) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, JSON.stringify(value));
  } catch {
    // The page itself still has it.
  }
}
