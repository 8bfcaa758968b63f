import { useMemo } from "react";
import type { Offered } from "@/data/items";
import { networkName } from "@/data/networks";
import { useLanguage } from "@/i18n/language";
import { namesIn } from "@/i18n/named";
import { useText } from "./text";

/** How curators' screens call what is offered, in the person's language. */
export function useNames() {
  const text = useText();
  const { language } = useLanguage();
  return useMemo(
    () => ({
      kind: (kind: Offered["kind"]) => text(`kind-${kind}`),
      activity: ({ kind, network }: Pick<Offered, "kind" | "network">) =>
        text("on", { kind: text(`kind-${kind}`), network: networkName(network) }),
      state: (state: Offered["state"]) => text(`activity-${state}`),
      audience: ({ everyone, groups }: Offered["audience"]) =>
        everyone ? text("everyone") : text("groups", { count: groups.length }),
      points: (points: number) => (points > 0 ? text("points", { points }) : text("no-points")),
      /** Of one that is not the usual; null otherwise. */
      priority: (priority: number) =>
        priority >= 2 ? text("priority-chip-2") : priority === 1 ? text("priority-chip-1") : null,
      /** Of any, as a choice. */
      urgency: (priority: "0" | "1" | "2") => text(`priority-${priority}`),
      /** English, Indonesian, ...: of a code of two letters. */
      language: namesIn(language, "language"),
    }),
    [text, language],
  );
}

/** The address without what everybody knows of it. */
export function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host.replace(/^www\./, "") : link;
}

export function isLive(activity: Offered): boolean {
  return activity.state === "open" || activity.state === "upcoming";
}
