import type { Choice } from "./preview";

/** Kinds that have words of one's own. */
const WORDED = new Set(["post", "comment"]);
/** Kinds that are a direct act of the person, never scheduled. */
const AT_ONCE = new Set(["like", "follow"]);

export function hasWords(kind: string): boolean {
  return WORDED.has(kind);
}

/** What one publishes oneself is for now: Restu keeps no time there. */
export function choicesOf(kind: string, byHand: boolean): readonly Choice[] {
  return byHand || AT_ONCE.has(kind) ? ["now"] : ["now", "drip", "pick"];
}
