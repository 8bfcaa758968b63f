import type { Audited } from "@/data/audit";
import type { PublicKey } from "@/data/keys";
import { crypt, type Data, digest, type Proof, prove } from "@/proof/signed";

const APPROVAL = { type: "restu.ActivityApproved.v1", signer: "consent" };
const GRANT = { type: "restu.ReleaseGranted.v1", signer: "consent" };
const PUBLICATION = { type: "restu.PostPublished.v1", signer: "publisher" };
const REPORT = { type: "restu.PostHandedOver.v1", signer: "publisher" };

/** What is checked of a post, in the order in which one thing rests on the other. */
export const CHECKS = ["approval", "grant", "use", "same", "follows", "in-time", "words"] as const;
export type Check = (typeof CHECKS)[number];

/** `missing`: what it takes to say is not here. */
export type Result = "right" | "wrong" | "missing";
export type Results = Readonly<Record<Check, Result>>;

/** `incomplete`: nothing is wrong, but not everything is here that it takes to say that all is right. */
export type Outcome = "proven" | "wrong" | "incomplete";
export type Verdict = { outcome: Outcome; results: Results } | { outcome: "unsupported" };

/** What a grant, and what uses it, have to say as the approval does. */
const GRANT_REPEATS = ["approval_id", "advocate_id", "activity_id", "account_id", "preview_digest"];
const USE_REPEATS = [...GRANT_REPEATS, "item_id", "kind", "network", "own_words", "points"];
const SHOWN = ["post_id", "advocate_id", "network", "kind", "own_words", "points"] as const;
const ATTEMPT_MS = 60_000;

/**
 * Whether what went out rests on its author's approval: three signatures, what they say of the same thing, and that the
 * publication cites the grant, and the grant the approval, by their digests. Shares no code with the services; the rules
 * are those of `restu verify`, as far as one post by itself can tell.
 */
export async function verify(post: Audited & { opening?: unknown }, keys: readonly PublicKey[]): Promise<Verdict> {
  const subtle = await crypt();
  if (subtle === null) return { outcome: "unsupported" };
  const [approval, grant, use] = await Promise.all([
    prove(subtle, post.approval, APPROVAL, keys),
    post.grant === null ? null : prove(subtle, post.grant, GRANT, keys),
    prove(subtle, post.use, post.use.type === REPORT.type ? REPORT : PUBLICATION, keys),
  ]);
  const data = { approval: dataOf(approval), grant: dataOf(grant), use: dataOf(use) };
  const results: Results = {
    approval: signature(approval),
    grant: signature(grant),
    use: signature(use),
    same: isSame(post, data),
    follows: await follows(subtle, data),
    "in-time": isInTime(data),
    words: await areApproved(subtle, post.opening, data),
  };
  return { outcome: outcomeOf(results), results };
}

/** Which approvals were used more than once among these posts: each may be once. */
export function usedTwice(posts: readonly Audited[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const post of posts) {
    const { approval_id: id } = JSON.parse(post.use.event) as { approval_id: string };
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return twice;
}

interface Records {
  approval: Data | null;
  grant: Data | null;
  use: Data | null;
}

function dataOf(proof: Proof | null): Data | null {
  return proof?.outcome === "signed" ? proof.data : null;
}

function signature(proof: Proof | null): Result {
  if (proof === null || proof.outcome === "unknown-key") return "missing";
  return proof.outcome === "signed" ? "right" : "wrong";
}

/** The records speak of the same person, account, activity and words, and of what is shown beside them. */
function isSame(post: Audited, { approval, grant, use }: Records): Result {
  if (use !== null) {
    const at = use.published_at ?? use.handed_over_at;
    if (at !== post.out_at || SHOWN.some((name) => use[name] !== post[name])) return "wrong";
  }
  if (approval === null) return "missing";
  if (grant !== null && !repeats(grant, approval, GRANT_REPEATS)) return "wrong";
  if (use !== null && !repeats(use, approval, USE_REPEATS)) return "wrong";
  return grant === null || use === null ? "missing" : "right";
}

function repeats(record: Data, ground: Data, names: readonly string[]): boolean {
  return names.every((name) => record[name] !== undefined && record[name] === ground[name]);
}

/** Each cites the one before it by its digest: it cannot have been made before that one was there. */
async function follows(subtle: SubtleCrypto, { approval, grant, use }: Records): Promise<Result> {
  if (approval === null || grant === null || use === null) return "missing";
  const isGrantOfIt = grant.approval_hash === (await digest(subtle, approval));
  const isUseOfIt = use.grant_hash === (await digest(subtle, grant)) && use.release_id === grant.release_id;
  return isGrantOfIt && isUseOfIt ? "right" : "wrong";
}

/** Granted within the window that was approved, and used within a minute of being asked for. */
function isInTime({ approval, grant, use }: Records): Result {
  if (approval === null || grant === null || use === null) return "missing";
  const granted = time(grant.granted_at);
  const isGranted = time(approval.opens_at) <= granted && granted < time(approval.closes_at);
  const took = time(use.attempted_at ?? use.handed_over_at) - time(use.requested_at);
  const isUsed = use.requested_at === grant.requested_at && took >= 0 && took <= ATTEMPT_MS;
  return isGranted && isUsed ? "right" : "wrong";
}

/** Not a time: compares as false with everything. */
function time(at: unknown): number {
  return typeof at === "string" ? Date.parse(at) : Number.NaN;
}

async function areApproved(subtle: SubtleCrypto, opening: unknown, { approval }: Records): Promise<Result> {
  if (approval === null || opening === undefined || opening === null) return "missing";
  return (await digest(subtle, opening)) === approval.preview_digest ? "right" : "wrong";
}

/** Words that are not shown take nothing away: the digest that was approved is what went out. */
function outcomeOf(results: Results): Outcome {
  if (CHECKS.some((check) => results[check] === "wrong")) return "wrong";
  return CHECKS.every((check) => check === "words" || results[check] === "right") ? "proven" : "incomplete";
}
