import { beforeAll, describe, expect, it } from "vitest";
import type { PublicKey } from "@/data/keys";
import type { Receipt } from "@/data/posts";
import { base64url, canonical } from "@/proof/canonical";
import { verify } from "./verify";

const TYPE = "restu.ActivityApproved.v1";
const OPENING = { salt: "s", text: "My team built it: 100 % – “really”.", link: null };
const bytes = (text: string) => new TextEncoder().encode(text);

let pair: CryptoKeyPair;
let key: PublicKey;
let receipt: Receipt;

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes(text)));
}

async function signedAs(type: string): Promise<Receipt> {
  const hash = Array.from(await sha256(canonical(OPENING)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const data = { approval_id: "a", points: 10, own_words: 50, preview_digest: hash };
  const head = base64url(bytes(JSON.stringify({ alg: "Ed25519", kid: key.kid, typ: type })));
  const over = bytes(`${head}.${base64url(bytes(canonical(data)))}`);
  const tail = base64url(new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, over)));
  return { type, event: canonical({ ...data, signature: `${head}..${tail}` }), opening: OPENING };
}

beforeAll(async () => {
  pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { x = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const kid = base64url(await sha256(canonical({ crv: "Ed25519", kty: "OKP", x })));
  key = { kty: "OKP", crv: "Ed25519", x, kid, service: "consent" };
  receipt = await signedAs(TYPE);
});

describe("a receipt", () => {
  it("is proven by the key that signed it, with its words", async () => {
    expect(await verify(receipt, [key])).toEqual({ outcome: "proven", words: "same" });
  });

  it("is proven after its words were erased, and says so", async () => {
    expect(await verify({ ...receipt, opening: null }, [key])).toEqual({ outcome: "proven", words: "erased" });
  });

  it("says when other words are shown than those that were signed", async () => {
    const other = { ...receipt, opening: { ...OPENING, text: "Another text." } };
    expect(await verify(other, [key])).toEqual({ outcome: "proven", words: "other" });
  });

  it("is not proven when anything of it is changed", async () => {
    const changed = { ...receipt, event: receipt.event.replace('"points":10', '"points":11') };
    expect(await verify(changed, [key])).toEqual({ outcome: "not-proven" });
    expect(await verify({ ...receipt, event: ` ${receipt.event}` }, [key])).toEqual({ outcome: "not-proven" });
    expect(await verify({ ...receipt, event: "{}" }, [key])).toEqual({ outcome: "not-proven" });
  });

  it("is not proven by another service's key, or as another type", async () => {
    expect(await verify(receipt, [{ ...key, service: "publisher" }])).toEqual({ outcome: "not-proven" });
    expect(await verify(await signedAs("restu.PostPublished.v1"), [key])).toEqual({ outcome: "not-proven" });
  });

  it("is of an unknown key where none has its thumbprint, whatever a key says of itself", async () => {
    expect(await verify(receipt, [])).toEqual({ outcome: "unknown-key" });
    expect(await verify(receipt, [{ ...key, x: base64url(new Uint8Array(32)) }])).toEqual({ outcome: "unknown-key" });
  });
});

it("is written in the order and form of RFC 8785", () => {
  expect(canonical({ b: [1, 1.5, null, true], a: { "\u20ac": "\u000f", "\r": 1e21 } })).toBe(
    '{"a":{"\\r":1e+21,"€":"\\u000f"},"b":[1,1.5,null,true]}',
  );
});
