import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Refusal } from "@/api/refusal";
import { useErrorText } from "@/api/words";
import { type Activity, approved, feedQuery, respond, standing } from "@/data/feed";
import { sessionQuery, useMe } from "@/data/person";
import { readApproval } from "@/data/posts";
import { useSay } from "@/ui/Toasts";
import { type Draft, useDrafts } from "./draft";
import { NotApproved, settle } from "./outcome";
import type { Preview } from "./preview";
import { useTakeBack } from "./takeBack";
import { useText } from "./text";

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

/** Somebody else is signed in here by now, or nobody. */
class Left extends Error {}

function keyOf(activity: Activity) {
  return ["approve", activity.activity_id];
}

/** Whether an approval of it is on its way, be it from a dialog that was closed meanwhile. */
export function useIsApproving(activity: Activity): boolean {
  return useIsMutating({ mutationKey: keyOf(activity) }) > 0;
}

/**
 * Approves what a preview shows, to the letter; an approval of it that stands on the account is replaced. It is
 * done when it is known to be, and not before; who has closed the dialog by then is told all the same. `isDoubtful`: no
 * answer has come, so that it may have arrived.
 */
export function useApprove(activity: Activity, accountId: string | null | undefined) {
  const client = useQueryClient();
  const drafts = useDrafts();
  const person = useMe()?.person_id;
  const tell = useTelling(activity);
  const replaces = standing(activity, accountId);
  const [isDoubtful, setDoubtful] = useState(false);

  const isTheirs = () => client.getQueryData(sessionQuery.queryKey)?.me?.person_id === person;
  function stay(): void {
    if (!isTheirs()) throw new Left();
  }

  const mutation = useMutation({
    mutationKey: keyOf(activity),
    retry: false, // it sends again itself
    onMutate: () => setDoubtful(false),
    mutationFn: async ({ preview, draft }: Approving): Promise<ApprovedNow> => {
      const approvalId = preview.approval_id;
      const shown = { token: preview.token, text: preview.preview.text };
      const wish = replaces
        ? ({ verb: "replace", approval_id: replaces, ...shown } as const)
        : ({ verb: "approve", ...shown } as const);
      await settle(approvalId, {
        // Each preview has the id of the approval to be: sent again, it is the same wish.
        send: () => respond(wish, `approve-${approvalId}`),
        look: () => readApproval(approvalId),
        pause: async (milliseconds) => {
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          stay();
        },
        doubt: () => setDoubtful(true),
      });
      stay();
      return { approvalId, preview, draft };
    },
    onSuccess: (now) => {
      drafts.forget(activity.activity_id);
      tell.approved(now);
      const account = accountId ?? ""; // none where one publishes it oneself
      approved(client, activity, { account_id: account, approval_id: now.approvalId, state: "standing" });
      // Not waited for: that it is approved is said when it is known, however long the feed takes.
      void client.invalidateQueries({ queryKey: feedQuery.queryKey });
    },
    onError: (error) => {
      if (isTheirs()) tell.notApproved(error);
      if (error instanceof NotApproved || (error instanceof Refusal && OUTDATED.has(error.code))) {
        void client.invalidateQueries({ queryKey: ["consent", "preview"] });
      }
    },
  });
  function approve(wanted: Approving): void {
    if (client.isMutating({ mutationKey: keyOf(activity) }) === 0) mutation.mutate(wanted);
  }
  return { approve, data: mutation.data, error: mutation.error, isDoubtful, replaces };
}

/** Says the outcome to whom no longer sees the dialog. */
function useTelling(activity: Activity) {
  const text = useText();
  const errorText = useErrorText();
  const say = useSay();
  const takeBack = useTakeBack(activity);
  const isSeen = useRef(true);
  useEffect(() => {
    isSeen.current = true;
    return () => {
      isSeen.current = false;
    };
  }, []);
  const title = activity.content?.title ?? "";
  async function undo(approved: ApprovedNow): Promise<void> {
    try {
      say(text(await takeBack(approved)));
    } catch (error) {
      say(errorText(error));
    }
  }
  return {
    approved: (approved: ApprovedNow) => {
      if (isSeen.current) return;
      say(text("approved-meanwhile", { title }), { undo: () => void undo(approved), label: text("take-back") });
    },
    notApproved: (error: unknown) => {
      if (isSeen.current) return;
      say(
        `${text("not-approved-meanwhile", { title })} ${error instanceof NotApproved ? "" : errorText(error)}`.trim(),
      );
    },
  };
}
