import { mayPass } from "@/api/refusal";

/** With what a network sends somebody back: what proves their permission, a no, or nothing that we know. */
export type Arrival = { what: "permission"; state: string; code: string } | { what: "refused" } | { what: "nothing" };

export function arrivalOf(search: URLSearchParams): Arrival {
  if (search.get("error")) return { what: "refused" };
  const state = search.get("state");
  const code = search.get("code");
  return state && code ? { what: "permission", state, code } : { what: "nothing" };
}

/** What came of handing over a permission, where no account came back: only a refusal says that none is connected. */
export function endingOf(error: Error): "unanswered" | "refused" {
  return mayPass(error) ? "unanswered" : "refused";
}
