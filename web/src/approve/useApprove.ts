import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Refusal } from "@/api/refusal";
import { type Activity, feedQuery, respond } from "@/data/feed";
import { type Draft, useDrafts } from "./draft";
import type { Preview } from "./preview";

export interface ApprovedNow {
  approvalId: string;
  preview: Preview;
  /** What it was written as, should it be taken back. */
  draft: Draft;
}

export interface Approving {
  preview: Preview;
  draft: Draft;
}

/** After these the preview has to be seen anew before anything can be approved. */
const OUTDATED = new Set([
  "preview-expired",
  "preview-used",
  "content-revised",
  "not-what-was-shown",
  "no-slot",
  "disclosure-missing",
]);

/** Approves what a preview shows, to the letter; `replaces` is an approval that stands and is withdrawn with it. */
export function useApprove(activity: Activity, replaces: string | undefined) {
  const client = useQueryClient();
  const drafts = useDrafts();
  const mutation = useMutation({
    mutationFn: async ({ preview, draft }: Approving): Promise<ApprovedNow> => {
      const shown = { token: preview.token, text: preview.preview.text };
      const wish = replaces
        ? ({ verb: "replace", approval_id: replaces, ...shown } as const)
        : ({ verb: "approve", ...shown } as const);
      // Each preview has the id of the approval to be: sent again, it is the same wish.
      await respond(wish, `approve-${preview.approval_id}`);
      return { approvalId: preview.approval_id, preview, draft };
    },
    onSuccess: async () => {
      drafts.forget(activity.activity_id);
      await client.invalidateQueries({ queryKey: feedQuery.queryKey });
    },
    onError: (error) => {
      if (error instanceof Refusal && OUTDATED.has(error.code)) {
        void client.invalidateQueries({ queryKey: ["consent", "preview"] });
      }
    },
  });
  return { ...mutation, replaces };
}
