/** With what a network sends somebody back: what proves their permission, a no, or nothing that we know. */
export type Arrival = { what: "permission"; state: string; code: string } | { what: "refused" } | { what: "nothing" };

export function arrivalOf(search: URLSearchParams): Arrival {
  if (search.get("error")) return { what: "refused" };
  const state = search.get("state");
  const code = search.get("code");
  return state && code ? { what: "permission", state, code } : { what: "nothing" };
}
