import type { components } from "@/api/schema";

export type NetworkCode = components["schemas"]["publisher.Network"];

/** The networks' own names, which are the same in every language. */
const NAMES = {
  mastodon: "Mastodon",
  bluesky: "Bluesky",
  linkedin: "LinkedIn",
  x: "X",
  facebook: "Facebook",
  instagram: "Instagram",
} satisfies Record<NetworkCode, string>;

export const NETWORKS = Object.keys(NAMES) as readonly NetworkCode[];

export function networkName(network: string): string {
  const names: Readonly<Record<string, string>> = NAMES;
  return names[network] ?? network;
}
