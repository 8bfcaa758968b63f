import type { PublicKey } from "@/data/keys";
import type { Receipt } from "@/data/posts";
import { base64url, canonical, fromBase64url } from "./canonical";

const TYPE = "restu.ActivityApproved.v1";
const SIGNER = "consent";

/** `words`: whether the words are those that were signed; "erased" where they are not kept any more. */
export type Verdict =
  | { outcome: "proven"; words: "same" | "other" | "erased" }
  | { outcome: "not-proven" | "unknown-key" | "unsupported" };

/**
 * Whether consent signed exactly this receipt (a detached JWS, Ed25519, over canonical JSON), and whether the words it
 * shows are those that it cites. Shares no code with the services.
 */
export async function verify(receipt: Receipt, keys: readonly PublicKey[]): Promise<Verdict> {
  const subtle = globalThis.crypto.subtle; // not there on pages without TLS
  if (subtle === undefined || !(await hasEd25519(subtle))) return { outcome: "unsupported" };
  const signed = read(receipt);
  if (signed === null) return { outcome: "not-proven" };
  const key = await find(subtle, keys, signed.kid);
  if (key === undefined) return { outcome: "unknown-key" };
  if (!(await isSigned(subtle, signed, key))) return { outcome: "not-proven" };
  return { outcome: "proven", words: await wordsOf(subtle, receipt, signed.data) };
}

interface Signed {
  data: Readonly<Record<string, unknown>>;
  head: string;
  kid: string;
  signature: Uint8Array<ArrayBuffer>;
}

/** The parts of a receipt; null where it is none, or another type's, or not signed as receipts are. */
function read(receipt: Receipt): Signed | null {
  try {
    const { signature, ...data } = JSON.parse(receipt.event);
    if (receipt.type !== TYPE || canonical({ ...data, signature }) !== receipt.event) return null;
    const [head, empty, tail, ...more] = String(signature).split(".");
    if (head === undefined || empty !== "" || tail === undefined || more.length > 0) return null;
    const header = JSON.parse(new TextDecoder().decode(fromBase64url(head)));
    const isOurs = header.alg === "Ed25519" && header.typ === TYPE && Object.keys(header).length === 3;
    return isOurs ? { data, head, kid: String(header.kid), signature: fromBase64url(tail) } : null;
  } catch {
    return null;
  }
}

async function isSigned(subtle: SubtleCrypto, { data, head, signature }: Signed, jwk: PublicKey): Promise<boolean> {
  if (jwk.service !== SIGNER) return false;
  const key = await subtle.importKey("raw", fromBase64url(jwk.x), "Ed25519", false, ["verify"]);
  const payload = base64url(bytesOf(canonical(data)));
  return subtle.verify("Ed25519", key, signature, bytesOf(`${head}.${payload}`));
}

/** The key of that thumbprint (RFC 7638): its own id is not believed. */
async function find(subtle: SubtleCrypto, keys: readonly PublicKey[], kid: string): Promise<PublicKey | undefined> {
  for (const key of keys) {
    const { crv, kty, x } = key;
    const thumbprint = base64url(new Uint8Array(await subtle.digest("SHA-256", bytesOf(canonical({ crv, kty, x })))));
    if (crv === "Ed25519" && kty === "OKP" && thumbprint === kid) return key;
  }
  return undefined;
}

async function wordsOf(subtle: SubtleCrypto, { opening }: Receipt, data: Signed["data"]) {
  if (opening === null) return "erased";
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytesOf(canonical(opening))));
  const digest = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digest === data.preview_digest ? "same" : "other";
}

/** Older browsers know no Ed25519. */
async function hasEd25519(subtle: SubtleCrypto): Promise<boolean> {
  try {
    await subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return true;
  } catch {
    return false;
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
