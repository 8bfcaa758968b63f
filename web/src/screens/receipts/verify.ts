import type { PublicKey } from "@/data/keys";
import type { Receipt } from "@/data/posts";
import { crypt, digest, prove } from "@/proof/signed";

const APPROVAL = { type: "restu.ActivityApproved.v1", signer: "consent" };

/** `words`: whether the words are those that were signed; "erased" where they are not kept any more. */
export type Verdict =
  | { outcome: "proven"; words: "same" | "other" | "erased" }
  | { outcome: "not-proven" | "unknown-key" | "unsupported" };

/** Whether consent signed exactly this receipt, and whether the words it shows are those that it cites. */
export async function verify(receipt: Receipt, keys: readonly PublicKey[]): Promise<Verdict> {
  const subtle = await crypt();
  if (subtle === null) return { outcome: "unsupported" };
  const proof = await prove(subtle, receipt, APPROVAL, keys);
  if (proof.outcome !== "signed") return { outcome: proof.outcome === "unknown-key" ? "unknown-key" : "not-proven" };
  if (receipt.opening === null) return { outcome: "proven", words: "erased" };
  const isSame = (await digest(subtle, receipt.opening)) === proof.data.preview_digest;
  return { outcome: "proven", words: isSame ? "same" : "other" };
}
