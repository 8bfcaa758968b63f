/** The networks' own names, which are the same in every language. */
const NAMES: Readonly<Record<string, string>> = {
  mastodon: "Mastodon",
  bluesky: "Bluesky",
  linkedin: "LinkedIn",
  x: "X",
  facebook: "Facebook",
  instagram: "Instagram",
};

export function networkName(network: string): string {
  return NAMES[network] ?? network;
}
