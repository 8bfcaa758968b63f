import { useMemo } from "react";
import { networkName } from "@/data/networks";
import { isKind } from "@/data/rules";
import { useText } from "./text";
import { whose } from "./whose";

/** How an activity and what came of it are called, in the person's language. */
export function useDeeds() {
  const text = useText();
  return useMemo(
    () => ({
      /** "Like on Mastodon" */
      on: (kind: string, network: string) =>
        text(isKind(kind) ? `on-${kind}` : "on-other", { network: networkName(network) }),
      /** "Like a post by @company"; null of what is done to nothing that stands there: a post. */
      to: (kind: string, network: string, target: string | null) => {
        if (target === null || !isKind(kind) || kind === "post") return null;
        const whom = whose(network, target);
        return whom === null ? text(`${kind}-this`) : text(kind, { whom });
      },
    }),
    [text],
  );
}
