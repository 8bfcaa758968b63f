import type { Approval } from "@/data/posts";

/** How many approvals stand that would go out on this account: they end with it. */
export function waitingOn(approvals: readonly Approval[], accountId: string): number {
  return approvals.filter((each) => each.account_id === accountId && each.state === "standing").length;
}
