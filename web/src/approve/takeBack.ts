import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { type Activity, showTakenBack, withdraw } from "@/data/feed";
import { useDrafts } from "./draft";
import type { ApprovedNow } from "./useApprove";

/** Takes an approval back, and says what came of it: it does not go out, or it is being sent at this moment. */
export function useTakeBack(activity: Activity) {
  const client = useQueryClient();
  const drafts = useDrafts();
  return useCallback(
    async ({ approvalId, draft }: ApprovedNow): Promise<"withdrawn-words" | "withdrawal-noted"> => {
      const said = await withdraw(approvalId, `withdraw-${approvalId}`);
      if (said === "withdrawn") drafts.keep(activity.activity_id, draft);
      await showTakenBack(client);
      return said === "withdrawn" ? "withdrawn-words" : said;
    },
    [activity.activity_id, client, drafts],
  );
}
