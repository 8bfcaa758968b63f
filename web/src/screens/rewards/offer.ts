import { mayPass } from "@/api/refusal";
import type { Reward } from "@/data/rewards";

/** Whether somebody can have a reward now, and if not, why. */
export type Offer = "open" | "too-dear" | "sold-out" | "retired";

export function offerOf({ points, stock, retired }: Reward, balance: number): Offer {
  if (retired) return "retired";
  if (stock <= 0) return "sold-out";
  return balance < points ? "too-dear" : "open";
}

/** Whether it may be asked for: also once more what was not answered, as it may be theirs and the last one since. */
export function mayAsk(offer: Offer, error: Error | null): boolean {
  return offer === "open" || mayPass(error);
}
