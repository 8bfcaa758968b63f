import type en from "./messages.en";

type What = Extract<keyof typeof en, `what-${string}`>;
type Why = Extract<keyof typeof en, `why-${string}`>;

interface Explanation {
  what: What;
  why: Why;
}

/** The codes of the service's rules (services/gamification/rules.toml). */
const KNOWN: Readonly<Record<string, Explanation>> = {
  "own-words": { what: "what-post", why: "why-own-words" },
  "as-promised": { what: "what-post", why: "why-as-promised" },
  "handed-over": { what: "what-handed-over", why: "why-handed-over" },
  nothing: { what: "what-post", why: "why-nothing" },
  "post-removed": { what: "what-removed", why: "why-removed" },
  "reward-redeemed": { what: "what-redeemed", why: "why-redeemed" },
  "reward-given-back": { what: "what-refunded", why: "why-given-back" },
  "reward-refunded": { what: "what-refunded", why: "why-refunded" },
};

/** What an entry is for, and why it is so many points. A rule that has no words here is told by its code. */
export function explained(rule: string): Explanation {
  return KNOWN[rule] ?? { what: "what-other", why: "why-other" };
}
