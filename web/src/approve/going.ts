import type { Post } from "@/data/posts";

/** How far something is that was approved. `elsewhere`: in a way that My week tells of. */
export type Going = "planned" | "sending" | "out" | "uncertain" | "failed" | "elsewhere";

const BY_STATE: Readonly<Record<string, Going>> = {
  accepted: "planned",
  scheduled: "planned",
  "to-hand-over": "planned",
  requested: "sending",
  granted: "sending",
  attempting: "sending",
  published: "out",
  uncertain: "uncertain",
  failed: "failed",
};

/** Of what is not heard of yet all that is known is that it was approved. */
export function goingOf(post: Post | undefined): Going {
  return post === undefined ? "planned" : (BY_STATE[post.state] ?? "elsewhere");
}

/** Whether it may still be taken back; of what is being sent that is noted, and counts should it come back. */
export function canTakeBack(going: Going): boolean {
  return going === "planned" || going === "sending";
}
