import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useWishKeys } from "@/api/keys";
import { offer, refreshItems } from "@/data/items";
import { networkName } from "@/data/networks";
import type { NetworkName, NetworkRules } from "@/data/rules";
import { useFormats } from "@/i18n/formats";
import { useSay } from "@/ui/Toasts";
import { termsOf, type Wish } from "./offer";
import { useText } from "./text";

/** How offering went on each network. */
export type Outcomes = Partial<Record<NetworkName, { done: true } | { done: false; error: unknown }>>;

/**
 * Offers on one network after the other. What failed is told beside its network and can be sent again; the same terms
 * have the same key, so that none is offered twice.
 */
export function useOffer(itemId: string, onDone: () => void) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const { zone } = useFormats();
  const [outcomes, setOutcomes] = useState<Outcomes>({});
  const { keyOf } = useWishKeys();
  const single = useMutation({ mutationFn: offer });

  const all = useMutation({
    retry: false, // each offer is sent again by itself
    mutationFn: async ({ wish, networks }: { wish: Wish; networks: readonly NetworkRules[] }) => {
      let failed = 0;
      for (const rules of networks) {
        const terms = termsOf(wish, rules, zone);
        const outcome = await single
          .mutateAsync({ itemId, terms, key: keyOf(terms) })
          .then(() => ({ done: true }) as const)
          .catch((error: unknown) => ({ done: false, error }) as const);
        setOutcomes((before) => ({ ...before, [rules.network]: outcome }));
        if (!outcome.done) failed += 1;
      }
      await refreshItems(client);
      return failed;
    },
    onSuccess: (failed, { networks }) => {
      if (failed > 0) return;
      say(text("offered", { networks: networks.map((each) => networkName(each.network)).join(", ") }));
      onDone();
    },
  });
  return {
    outcomes,
    isPending: all.isPending,
    send: (wish: Wish, networks: readonly NetworkRules[]) => {
      const left = networks.filter((each) => !outcomes[each.network]?.done);
      all.mutate({ wish, networks: left.length > 0 ? left : networks });
    },
  };
}
