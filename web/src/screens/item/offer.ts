import type { Item, Terms } from "@/data/items";
import { type Kind, kindRules, type NetworkName, type NetworkRules } from "@/data/rules";
import { fromWallClock, toWallClock } from "@/i18n/wall-clock";

const DAY = 24 * 60 * 60_000;
const USUAL_POINTS = 10;
const USUAL_OWN_WORDS = 20;

/** An offer as it stands in the form: one kind, on several networks where it needs no target. */
export interface Wish {
  kind: Kind;
  networks: readonly NetworkName[];
  target: string;
  /** What a clock on the curator's wall shows. */
  opens: string;
  closes: string;
  everyone: boolean;
  groups: readonly string[];
  points: number;
  ownWords: number;
  priority: number;
  /** Why it is worth doing, in one line; may be empty. */
  reason: string;
}

/** A post for everyone, for a week or until the item ends, on the networks that the item has messages for. */
export function usualWish(item: Item, rules: readonly NetworkRules[], now: number, zone: string): Wish {
  const ends = item.expires_at ? Date.parse(item.expires_at) : Number.POSITIVE_INFINITY;
  return {
    kind: "post",
    networks: networksFor("post", item, rules),
    target: "",
    opens: toWallClock(now, zone),
    closes: toWallClock(Math.min(now + 7 * DAY, ends), zone),
    everyone: true,
    groups: [],
    points: USUAL_POINTS,
    ownWords: USUAL_OWN_WORDS,
    priority: 0,
    reason: "",
  };
}

/** Those on which the kind can be offered: with suggested messages if there are such, else the only one there is. */
export function networksFor(kind: Kind, item: Item, rules: readonly NetworkRules[]): NetworkName[] {
  const possible = rules.filter((each) => kindRules(each, kind)?.offered).map((each) => each.network);
  const spoken = possible.filter((network) => item.words?.messages.some((message) => message.network === network));
  if (needsTarget(kind, rules)) return possible.slice(0, 1);
  if (spoken.length > 0) return spoken;
  return possible.length === 1 ? possible : [];
}

export function needsTarget(kind: Kind, rules: readonly NetworkRules[]): boolean {
  return aimOf(kind, rules) !== null;
}

/** What the kind is done to: a post, an account, or nothing. */
export function aimOf(kind: Kind, rules: readonly NetworkRules[]): "post" | "account" | null {
  return rules[0] ? (kindRules(rules[0], kind)?.aim ?? null) : null;
}

export function hasWords(kind: Kind, rules: readonly NetworkRules[]): boolean {
  return rules[0] ? (kindRules(rules[0], kind)?.has_words ?? false) : false;
}

/** What is sent for one of the networks: no points where its rules forbid them, no own words where there are none. */
export function termsOf(wish: Wish, rules: NetworkRules, zone: string): Terms {
  const kind = kindRules(rules, wish.kind);
  return {
    kind: wish.kind,
    network: rules.network,
    target: kind?.aim ? wish.target.trim() : null,
    opens_at: fromWallClock(wish.opens, zone),
    closes_at: fromWallClock(wish.closes, zone),
    audience: { everyone: wish.everyone, groups: wish.everyone ? [] : [...wish.groups] },
    points: rules.points.allowed ? wish.points : 0,
    own_words: kind?.has_words ? wish.ownWords : 0,
    priority: wish.priority,
    reason: wish.reason.trim() || null,
  };
}

/** What is still missing before it can be offered; null is nothing. */
export function missing(
  wish: Wish,
  rules: readonly NetworkRules[],
): "networks" | "target" | "window" | "groups" | null {
  if (wish.networks.length === 0) return "networks";
  if (needsTarget(wish.kind, rules) && wish.target.trim() === "") return "target";
  if (!wish.opens || !wish.closes || wish.closes <= wish.opens) return "window";
  return !wish.everyone && wish.groups.length === 0 ? "groups" : null;
}
