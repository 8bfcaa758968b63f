import { type Entry, isCutOff } from "./entries";
import type en from "./messages.en";

type Key = Extract<keyof typeof en, `because-${string}`>;

/** Codes of the publisher and of consent that have words of their own; what else there is has one sentence. */
const KNOWN: Readonly<Record<string, Key>> = {
  "window-over": "because-window-over",
  "content-revised": "because-content-revised",
  "content-retired": "because-content-retired",
  "activity-closed": "because-activity-closed",
  "not-in-audience": "because-not-in-audience",
  "account-gone": "because-account-gone",
  reconnect: "because-account-gone",
  "permission-missing": "because-permission-missing",
  "consent-restored": "because-restored",
  "already-published": "because-already-published",
  "no-slot": "because-no-slot",
  "rate-limited": "because-rate-limited",
};

/** Why it stands as it does, where that needs saying: what failed, waits or ended, and what is in doubt. */
export function reasonOf(entry: Entry): Key | null {
  const { approval, post, standing } = entry;
  switch (standing) {
    case "uncertain":
      return "because-uncertain";
    case "still-there":
      return post?.removal_reason === "reconnect" ? "because-not-removed-account" : "because-not-removed";
    case "failed":
      return KNOWN[post?.reason ?? ""] ?? "because-failed";
    case "planned":
      return post?.reason ? (KNOWN[post.reason] ?? "because-waits") : null;
    case "ended":
      if (isCutOff(entry)) return "because-cut-off";
      return approval.state === "lapsed" ? (KNOWN[approval.reason ?? ""] ?? "because-lapsed") : null;
    default:
      return null;
  }
}
