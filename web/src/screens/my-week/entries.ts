import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { timeNow } from "@/api/time";
import { type Approval, approvalsQuery, type Post, postsQuery } from "@/data/posts";
import { useLeft } from "./left";

/** Where one approval and what came of it stand, for the person. */
export type Standing =
  | "planned"
  | "to-hand-over"
  | "said"
  | "handed-over"
  | "sending"
  | "out"
  | "removing"
  | "still-there"
  | "removed"
  | "failed"
  | "uncertain"
  | "not-there"
  | "ended"
  /** This page is older than what it was told. */
  | "unknown";

/** An approval with its post. */
export interface Entry {
  approval: Approval;
  post: Post | undefined;
  standing: Standing;
  /** When it goes out, went out, or ended. */
  at: string;
  /** Whether the same activity was approved again since. */
  isFollowed: boolean;
}

/** What did not work out so many days ago is no longer a matter of this week. */
const RECENT = 14 * 24 * 60 * 60_000;

/** An approval that ended before anything went out: when, it says itself. */
const OVER = new Set(["withdrawn", "lapsed"]);

const SENDING = new Set(["requested", "granted", "attempting"]);

export function useEntries() {
  const approvals = useInfiniteQuery(approvalsQuery);
  const posts = useQuery(postsQuery);
  const given = approvals.data?.pages.flatMap((page) => page.approvals);
  const entries = given && entriesOf(given, posts.data ?? []);
  return { entries, approvals, posts };
}

/** What is theirs to publish, what is in doubt and what did not work: what waits for a person who was away. */
export function useWaiting(): number {
  const { entries } = useEntries();
  const left = useLeft();
  return entries?.filter((entry) => needsPerson(entry, timeNow(), left)).length ?? 0;
}

export function entriesOf(approvals: readonly Approval[], posts: readonly Post[]): Entry[] {
  const byApproval = new Map(posts.map((post) => [post.approval_id, post]));
  const latest = new Map<string, number>();
  for (const { activity_id: activityId, approved_at: at } of approvals) {
    latest.set(activityId, Math.max(latest.get(activityId) ?? 0, Date.parse(at)));
  }
  return approvals.map((approval) => {
    const post = byApproval.get(approval.approval_id);
    const isFollowed = Date.parse(approval.approved_at) < (latest.get(approval.activity_id) ?? 0);
    return { approval, post, standing: standingOf(approval, post), at: timeOf(approval, post), isFollowed };
  });
}

/**
 * Whether the person is asked to look: what they publish themselves, an outcome in doubt, what could not be taken down,
 * or a failure that nothing came after; the last two while they are recent and not `left` as they are.
 */
export function needsPerson(entry: Entry, now: number, left: ReadonlySet<string>): boolean {
  if (entry.standing === "uncertain" || entry.standing === "to-hand-over") return true;
  return canLeave(entry) && now - Date.parse(entry.at) < RECENT && !left.has(entry.approval.approval_id);
}

/** Whether it went wrong in a way with which one may be content. */
export function canLeave({ standing, isFollowed }: Entry): boolean {
  return standing === "still-there" || (standing === "failed" && !isFollowed);
}

/** Whether it did not go out, and nothing has come in its place: the activity may be approved again while it is open. */
export function canRepeat({ approval, standing, isFollowed }: Entry): boolean {
  if (isFollowed) return false;
  return standing === "failed" || standing === "not-there" || approval.state === "lapsed";
}

/** Whether it ended because its account was disconnected, or connected anew. */
export function isCutOff({ approval }: Entry): boolean {
  return approval.state === "lapsed" && approval.reason === "account-gone";
}

export function canWithdraw(entry: Entry): boolean {
  return entry.standing === "planned" || entry.standing === "sending" || entry.standing === "to-hand-over";
}

function standingOf(approval: Approval, post: Post | undefined): Standing {
  switch (approval.state) {
    case "standing":
      if (post?.by_hand) return byHand(post);
      return post && SENDING.has(post.state) ? "sending" : "planned";
    case "released":
      return post?.by_hand ? "said" : "sending";
    case "handed-over":
      return "handed-over";
    case "published":
    case "reported":
      return outOf(post);
    case "failed":
      return "failed";
    case "uncertain":
      return "uncertain";
    case "not-posted":
      return "not-there";
    case "withdrawn":
    case "lapsed":
      return "ended";
    default:
      return "unknown";
  }
}

/** What the person publishes themselves: theirs to do, or said to be done and not yet confirmed. */
function byHand(post: Post): Standing {
  if (post.state === "to-hand-over") return "to-hand-over";
  return post.state === "reported" || SENDING.has(post.state) || post.state === "handed-over" ? "said" : "planned";
}

function outOf(post: Post | undefined): Standing {
  if (post?.state === "removed") return "removed";
  if (post?.state === "published" && post.removal_reason) return "still-there";
  return post?.state === "removing" ? "removing" : "out";
}

function timeOf(approval: Approval, post: Post | undefined): string {
  if (OVER.has(approval.state)) return approval.changed_at;
  if (post === undefined) return approval.picked_at ?? approval.opens_at ?? approval.changed_at;
  if (approval.state === "standing" || approval.state === "released") {
    return post.retry_at ?? post.slot_at ?? approval.changed_at;
  }
  if (post.removal_reason) return post.changed_at;
  return post.published_at ?? post.reported_at ?? post.changed_at;
}
