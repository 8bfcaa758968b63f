import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { Unreachable } from "@/api/refusal";
import { type Activity, feedQuery, respond } from "@/data/feed";
import { approvalsQuery } from "@/data/posts";
import { useDrafts } from "./draft";
import type { ApprovedNow } from "./useApprove";

/** Takes an approval back, and says what came of it: it does not go out, or it is being sent at this moment. */
export function useTakeBack(activity: Activity) {
  const client = useQueryClient();
  const drafts = useDrafts();
  return useCallback(
    async ({ approvalId, draft }: ApprovedNow): Promise<"withdrawn-words" | "withdrawal-noted"> => {
      const told = await respond({ verb: "withdraw", approval_id: approvalId }, `withdraw-${approvalId}`);
      const said = whatIsSaid(told);
      if (said === "withdrawn-words") drafts.keep(activity.activity_id, draft);
      await Promise.all([
        client.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
        client.invalidateQueries({ queryKey: feedQuery.queryKey }),
      ]);
      return said;
    },
    [activity.activity_id, client, drafts],
  );
}

/** What cannot be understood is as good as no answer. */
function whatIsSaid(told: { state: string } | undefined) {
  if (told?.state === "withdrawn") return "withdrawn-words";
  if (told?.state === "withdrawal-noted") return "withdrawal-noted";
  throw new Unreachable();
}
