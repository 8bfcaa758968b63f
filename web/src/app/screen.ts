import type { LucideIcon } from "lucide-react";
import type { ComponentType } from "react";
import type { Role } from "@/data/person";
import type { Language } from "@/i18n/languages";

/** Where the navigation shows a screen: one's own week, what curators do, what keeps the place running. */
export const GROUPS = ["me", "curate", "run"] as const;
export type Group = (typeof GROUPS)[number];

/** What a folder of `screens/` says of itself in its `route.ts`; nothing else has to know it. */
export interface Screen {
  /** As wouter reads it: "/", "/results", "/posts/:postId". */
  path: string;
  /** The name in the navigation and in the window's title. */
  label: Readonly<Record<Language, string>>;
  icon: LucideIcon;
  /** Its place in the navigation; smaller orders come first. Without it one gets there from another screen. */
  nav?: { group: Group; order: number };
  /** Whose it is: any of these roles. Without it, everybody's. The services check for themselves. */
  roles?: readonly Role[];
  /** How many things wait there for the person; shown beside the label. */
  useWaiting?: () => number;
  load: () => Promise<{ default: ComponentType }>;
}

export function screen(described: Screen): Screen {
  return described;
}
