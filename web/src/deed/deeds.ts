import { useMemo } from "react";
import { networkName } from "@/data/networks";
import { useText } from "./text";
import { whose } from "./whose";

const AIMED = ["repost", "like", "comment", "follow"] as const;
const KINDS = ["post", ...AIMED] as const;

function isOf<Kind extends string>(kinds: readonly Kind[], kind: string): kind is Kind {
  return kinds.some((known) => known === kind);
}

/** How an activity and what came of it are called, in the person's language. */
export function useDeeds() {
  const text = useText();
  return useMemo(
    () => ({
      /** "Like on Mastodon" */
      on: (kind: string, network: string) =>
        text(isOf(KINDS, kind) ? `on-${kind}` : "on-other", { network: networkName(network) }),
      /** "Like a post by @company"; null of what is done to nothing that stands there: a post. */
      to: (kind: string, network: string, target: string | null) => {
        if (target === null || !isOf(AIMED, kind)) return null;
        const whom = whose(network, target);
        return whom === null ? text(`${kind}-this`) : text(kind, { whom });
      },
    }),
    [text],
  );
}
