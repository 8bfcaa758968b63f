import type { Audited } from "@/data/audit";
import { useText } from "./text";

/** How the author of a post is called; also where they are erased, or consent does not answer. */
export function useAuthor(): (post: Pick<Audited, "erased" | "name">) => string {
  const text = useText();
  return ({ erased, name }) => (erased ? text("erased") : (name ?? text("name-unknown")));
}
