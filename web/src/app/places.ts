import type { Role } from "@/data/person";
import type { Screen } from "./screen";

type Place = Pick<Screen, "path" | "nav" | "roles">;

/** The navigation's screen that an address belongs to: itself, or that of which it is a part, such as an item's page. */
export function placeOf<Known extends Place>(address: string, screens: readonly Known[]): Known | undefined {
  return screens
    .filter(({ nav, path }) => nav && (address === path || address.startsWith(`${path}/`)))
    .sort((one, other) => other.path.length - one.path.length)[0];
}

/**
 * Where somebody begins whose one task is not to approve: the first screen that is their role's alone, else the first
 * that is theirs. Undefined for everybody else: they begin with the feed.
 */
export function homeOf<Known extends Place>(roles: readonly Role[], screens: readonly Known[]): Known | undefined {
  const [only, ...others] = roles.filter((role) => role !== "advocate");
  if (only === undefined || others.length > 0) return undefined;
  const theirs = screens.filter(({ nav, roles }) => nav && roles?.includes(only));
  return theirs.find(({ roles }) => roles?.length === 1) ?? theirs[0];
}
