import { beforeAll, describe, expect, it } from "vitest";
import type { Audited, AuditedWords } from "@/data/audit";
import type { PublicKey } from "@/data/keys";
import { base64url, canonical } from "@/proof/canonical";
import { digest } from "@/proof/signed";
import { type Check, usedTwice, verify } from "./verify";

type Data = Record<string, unknown>;

const OPENING = { salt: "s", text: "My team built it.", visibility: "public" };
const IDS = { approval_id: "a", advocate_id: "p", activity_id: "c", account_id: "k" };
const bytes = (text: string) => new TextEncoder().encode(text);
const subtle = crypto.subtle;

let keys: PublicKey[];
const pairs = new Map<string, CryptoKeyPair>();

beforeAll(async () => {
  keys = await Promise.all(["consent", "publisher"].map(keyOf));
});

async function keyOf(service: string): Promise<PublicKey> {
  const pair = (await subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  pairs.set(service, pair);
  const { x = "" } = await subtle.exportKey("jwk", pair.publicKey);
  const thumbprint = await subtle.digest("SHA-256", bytes(canonical({ crv: "Ed25519", kty: "OKP", x })));
  return { kty: "OKP", crv: "Ed25519", x, kid: base64url(new Uint8Array(thumbprint)), service };
}

async function sign(type: string, service: string, data: Data) {
  const pair = pairs.get(service);
  const kid = keys.find((key) => key.service === service)?.kid;
  if (pair === undefined) throw new Error(`no key of ${service}`);
  const head = base64url(bytes(JSON.stringify({ alg: "Ed25519", kid, typ: type })));
  const over = bytes(`${head}.${base64url(bytes(canonical(data)))}`);
  const tail = base64url(new Uint8Array(await subtle.sign("Ed25519", pair.privateKey, over)));
  return { type, event: canonical({ ...data, signature: `${head}..${tail}` }) };
}

interface Other {
  approval?: Data;
  grant?: Data;
  use?: Data;
  shown?: Partial<AuditedWords>;
}

/** A post as it ought to be, but for what is said to be other. */
async function published(other: Other = {}): Promise<AuditedWords> {
  const repeated = { ...IDS, preview_digest: await digest(subtle, OPENING) };
  const terms = { item_id: "i", kind: "post", network: "mastodon", own_words: 60, points: 10 };
  const approval = await sign("restu.ActivityApproved.v1", "consent", {
    ...repeated,
    ...terms,
    opens_at: "2026-11-26T08:00:00.000Z",
    closes_at: "2026-11-26T09:00:00.000Z",
    ...other.approval,
  });
  const grant = await sign("restu.ReleaseGranted.v1", "consent", {
    ...repeated,
    release_id: "r",
    approval_hash: await digest(subtle, JSON.parse(approval.event)),
    requested_at: "2026-11-26T08:30:00.000Z",
    granted_at: "2026-11-26T08:30:01.000Z",
    ...other.grant,
  });
  const use = await sign("restu.PostPublished.v1", "publisher", {
    ...repeated,
    ...terms,
    post_id: "o",
    release_id: "r",
    grant_hash: await digest(subtle, JSON.parse(grant.event)),
    requested_at: "2026-11-26T08:30:00.000Z",
    attempted_at: "2026-11-26T08:30:02.000Z",
    published_at: "2026-11-26T08:30:03.000Z",
    ...other.use,
  });
  return {
    ...{ post_id: "o", advocate_id: "p", network: "mastodon", kind: "post", own_words: 60, points: 10 },
    ...{ name: "Ann", erased: false, state: "published", handle: null, link: null, removed_at: null },
    ...{ out_at: "2026-11-26T08:30:03.000Z", words: "shown", opening: OPENING },
    ...{ approval, grant, use },
    ...other.shown,
  } as AuditedWords;
}

async function wrongs(post: Audited, known = keys): Promise<Check[]> {
  const verdict = await verify(post, known);
  if (verdict.outcome === "unsupported") throw new Error("no Ed25519 here");
  return Object.entries(verdict.results).flatMap(([check, result]) => (result === "wrong" ? [check as Check] : []));
}

describe("what went out", () => {
  it("is proven when all of it fits", async () => {
    const verdict = await verify(await published(), keys);
    expect(verdict.outcome).toBe("proven");
    expect("results" in verdict && new Set(Object.values(verdict.results))).toEqual(new Set(["right"]));
  });

  it("is proven without its words, and says that they are not here", async () => {
    const verdict = await verify(await published({ shown: { opening: null, words: "erased" } }), keys);
    expect(verdict).toMatchObject({ outcome: "proven", results: { words: "missing", approval: "right" } });
  });

  it("is not complete without its release, or a key", async () => {
    expect((await verify(await published({ shown: { grant: null } }), keys)).outcome).toBe("incomplete");
    expect((await verify(await published(), keys.slice(0, 1))).outcome).toBe("incomplete");
    expect((await verify(await published(), [])).outcome).toBe("incomplete");
  });

  it("is wrong under another service's key, or as another type", async () => {
    const [consent, publisher] = keys as [PublicKey, PublicKey];
    const swapped = [
      { ...consent, service: "publisher" },
      { ...publisher, service: "consent" },
    ];
    expect(await wrongs(await published(), swapped)).toEqual(["approval", "grant", "use"]);
    const post = await published();
    expect(await wrongs({ ...post, use: { ...post.use, type: "restu.PostHandedOver.v1" } })).toContain("use");
  });

  it.each<[string, Other, Check[]]>([
    ["another person's release", { grant: { advocate_id: "q" } }, ["same"]],
    ["other words than approved", { use: { preview_digest: "0" } }, ["same"]],
    ["more points than approved", { use: { points: 99 } }, ["same"]],
    ["a release of another approval", { grant: { approval_hash: "0" } }, ["follows"]],
    ["a publication under another release", { use: { release_id: "other" } }, ["follows"]],
    ["a publication that cites another release", { use: { grant_hash: "0" } }, ["follows"]],
    ["a release after the window", { grant: { granted_at: "2026-11-26T09:00:00.000Z" } }, ["in-time"]],
    ["a release before the window", { grant: { granted_at: "2026-11-26T07:59:59.999Z" } }, ["in-time"]],
    ["a late attempt", { use: { attempted_at: "2026-11-26T08:31:00.001Z" } }, ["in-time"]],
    ["an attempt before it was asked for", { use: { attempted_at: "2026-11-26T08:29:59.000Z" } }, ["in-time"]],
    ["no time at all", { use: { attempted_at: "soon" } }, ["in-time"]],
    ["other words beside it", { shown: { opening: { ...OPENING, text: "Others." } } }, ["words"]],
    ["another name for it beside it", { shown: { advocate_id: "q" } }, ["same"]],
    ["another time beside it", { shown: { out_at: "2026-11-25T08:30:03.000Z" } }, ["same"]],
  ])("is wrong with %s", async (_, other, checks) => {
    expect(await wrongs(await published(other))).toEqual(checks);
  });

  it("is wrong with anything changed after it was signed", async () => {
    const post = await published();
    const changed = { ...post.approval, event: post.approval.event.replace('"points":10', '"points":11') };
    expect(await wrongs({ ...post, approval: changed })).toEqual(["approval"]);
  });
});

it("an approval that is used more than once is found", async () => {
  const [one, again] = [await published(), await published({ use: { post_id: "o2" } })];
  expect(usedTwice([one])).toEqual(new Set());
  expect(usedTwice([one, again])).toEqual(new Set(["a"]));
});
