import type { PublicKey } from "@/data/keys";
import { base64url, canonical, fromBase64url } from "./canonical";

/** A signed event as a service gives it: its type, and its data byte for byte. */
export interface Signed {
  type: string;
  event: string;
}

export type Data = Readonly<Record<string, unknown>>;

/** `not-signed`: it is not what that service signed. `unknown-key`: nobody here has the key that it names. */
export type Proof = { outcome: "signed"; data: Data } | { outcome: "not-signed" | "unknown-key" };

/** The browser's own cryptography; null where it knows no Ed25519, and on pages without TLS, which have none. */
export async function crypt(): Promise<SubtleCrypto | null> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (subtle === undefined) return null;
  try {
    await subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    return subtle;
  } catch {
    return null;
  }
}

/**
 * Whether this service signed exactly this event as one of this type: a detached JWS (RFC 7515, appendix F) with Ed25519
 * over canonical JSON. Shares no code with the services.
 */
export async function prove(
  subtle: SubtleCrypto,
  signed: Signed,
  { type, signer }: { type: string; signer: string },
  keys: readonly PublicKey[],
): Promise<Proof> {
  const parts = signed.type === type ? read(signed) : null;
  if (parts === null) return { outcome: "not-signed" };
  const key = await find(subtle, keys, parts.kid);
  if (key === undefined) return { outcome: "unknown-key" };
  if (key.service !== signer || !(await isSigned(subtle, parts, key))) return { outcome: "not-signed" };
  return { outcome: "signed", data: parts.data };
}

/** SHA-256 over canonical JSON, in hexadecimal: how records cite each other, and an approval its words. */
export async function digest(subtle: SubtleCrypto, value: unknown): Promise<string> {
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytesOf(canonical(value))));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Parts {
  /** With its signature. */
  data: Data;
  head: string;
  kid: string;
  signature: Uint8Array<ArrayBuffer>;
}

/** The parts of an event; null where it is not signed as events are. */
function read(signed: Signed): Parts | null {
  try {
    const data: Data = JSON.parse(signed.event);
    if (canonical(data) !== signed.event) return null;
    const [head, empty, tail, ...more] = String(data.signature).split(".");
    if (head === undefined || empty !== "" || tail === undefined || more.length > 0) return null;
    const header = JSON.parse(new TextDecoder().decode(fromBase64url(head)));
    const isOurs = header.alg === "Ed25519" && header.typ === signed.type && Object.keys(header).length === 3;
    return isOurs ? { data, head, kid: String(header.kid), signature: fromBase64url(tail) } : null;
  } catch {
    return null;
  }
}

async function isSigned(subtle: SubtleCrypto, { data, head, signature }: Parts, jwk: PublicKey): Promise<boolean> {
  const key = await subtle.importKey("raw", fromBase64url(jwk.x), "Ed25519", false, ["verify"]);
  const { signature: _, ...unsigned } = data;
  const payload = base64url(bytesOf(canonical(unsigned)));
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

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
