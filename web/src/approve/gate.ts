import { mayPass } from "@/api/refusal";
import type { Looking } from "./look";
import type { Missing } from "./missing";
import type { Preview, Previewed } from "./preview";

/** What has to happen first. */
export type Why =
  | Missing
  | { what: "own-words"; needed: number }
  | {
      what:
        | "alike"
        | "refused"
        | "no-answer"
        | "preview-old"
        | "image-broken"
        | "image-loading"
        | "revised"
        | "look"
        | "done";
    };

/** What may be approved at this moment, or why nothing may. */
export type Gate = { preview: Preview; why: null } | { preview: null; why: Why };

/** In doubt nothing: what may be approved is what the services would publish as it is, once, and what was looked at. */
export function gateOf(previewed: Previewed, look: Looking, isDone: boolean): Gate {
  const { data, error, isError, isCurrent, missing } = previewed;
  const shut = (why: Why): Gate => ({ preview: null, why });
  if (isDone) return shut({ what: "done" });
  if (missing) return shut(missing);
  if (isError) return shut({ what: mayPass(error) ? "no-answer" : "refused" });
  if (!isCurrent || data === undefined) return shut({ what: "preview-old" });
  if (data.own_words < data.own_words_needed) return shut({ what: "own-words", needed: data.own_words_needed });
  if (data.alike.percent > data.alike.most) return shut({ what: "alike" });
  if (look.isBroken) return shut({ what: "image-broken" });
  if (!look.isWhole) return shut({ what: "image-loading" });
  if (look.isRevised) return shut({ what: "revised" });
  return look.isStill ? { preview: data, why: null } : shut({ what: "look" });
}
