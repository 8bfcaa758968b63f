/** What stands in a path where a name would, and is none. */
const NO_NAME = new Set(["i", "share", "reel", "p", "tv", "groups", "photo.php", "permalink.php", "story.php"]);

type Reader = (parts: readonly string[], host: string) => string | undefined;

/** Where each network writes in an address whose account or post it is. */
const READERS: Readonly<Record<string, Reader>> = {
  mastodon: ([first, second], host) => {
    const name = first === "users" ? second : first?.startsWith("@") ? first.slice(1) : undefined;
    return name && `@${name.includes("@") ? name : `${name}@${host}`}`;
  },
  bluesky: ([profile, name]) => (profile === "profile" && name && !name.startsWith("did:") ? `@${name}` : undefined),
  x: ([name]) => name && `@${name}`,
  instagram: ([name]) => name && `@${name}`,
  facebook: ([name]) => name,
};

/** Whom an address on a network names: the account's handle, or that of a post's author; null where it does not say. */
export function whose(network: string, target: string): string | null {
  if (!URL.canParse(target)) return null;
  const { pathname, host } = new URL(target);
  const parts = pathname.split("/").filter(Boolean);
  if (NO_NAME.has(parts[0] ?? "")) return null;
  return READERS[network]?.(parts, host) ?? null;
}
