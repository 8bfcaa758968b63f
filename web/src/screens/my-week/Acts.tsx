import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, PenLine, RotateCcw, Trash2, Undo2 } from "lucide-react";
import { useLocation } from "wouter";
import { newKey } from "@/api/client";
import { useErrorText } from "@/api/words";
import { draftAgain, useDrafts } from "@/approve/draft";
import { HandOver } from "@/approve/HandOver";
import { feedQuery, respond } from "@/data/feed";
import { approvalsQuery, postsQuery, receiptQuery, takeDown } from "@/data/posts";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { useSay } from "@/ui/Toasts";
import styles from "./Acts.module.css";
import { canLeave, canWithdraw, type Entry, type Standing } from "./entries";
import { leave, useLeft } from "./left";
import { Resolve } from "./Resolve";
import { useText } from "./text";

/** What the person can do about an entry, given where it stands. */
export function Acts({ entry }: { entry: Entry }) {
  const text = useText();
  const { post, standing } = entry;
  if (standing === "uncertain" && post) return <Resolve post={post} />;
  return (
    <div className={styles.acts}>
      {post?.by_hand && isOpenByHand(standing) && (
        <div className={styles.whole}>
          <HandOver post={post} />
        </div>
      )}
      {canWithdraw(entry) && <Withdraw entry={entry} />}
      {standing === "planned" && <Again entry={entry} look="change" />}
      {(standing === "failed" || standing === "not-there") && !entry.isFollowed && <Again entry={entry} look="again" />}
      {isOut(standing) && post?.link && (
        <a className={styles.link} href={post.link} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden size={16} />
          {text("see")}
        </a>
      )}
      {isOut(standing) && post?.state === "published" && <TakeDown postId={post.post_id} />}
      {canLeave(entry) && <Leave approvalId={entry.approval.approval_id} />}
    </div>
  );
}

function isOpenByHand(standing: Standing): boolean {
  return standing === "to-hand-over" || standing === "said" || standing === "handed-over";
}

/** Whether it stands on the network. */
function isOut(standing: Standing): boolean {
  return standing === "out" || standing === "still-there";
}

/** One tap, as easy as approving was. The words are kept, so that it can be approved again. */
function Withdraw({ entry }: { entry: Entry }) {
  const { approval_id: approvalId } = entry.approval;
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const again = useAgain(entry);
  const withdraw = useMutation({
    mutationFn: (key: string) => respond({ verb: "withdraw", approval_id: approvalId }, key),
    onSuccess: async (answer) => {
      const isNoted = answer.state !== "withdrawn";
      say(text(isNoted ? "withdrawal-noted" : "withdrawn"), isNoted ? {} : { undo: again, label: text("again") });
      await Promise.all([
        client.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
        client.invalidateQueries({ queryKey: feedQuery.queryKey }),
      ]);
    },
  });
  return (
    <>
      <Button
        icon={Undo2}
        busy={withdraw.isPending || entry.approval.withdrawal_noted}
        onClick={() => withdraw.mutate(newKey())}
      >
        {text(withdraw.isPending ? "withdrawing" : "withdraw")}
      </Button>
      <ErrorNotice error={withdraw.error} />
    </>
  );
}

/** Opens the approval of the same activity with the same words, all that was with them and the time it has. */
function useAgain(entry: Entry): () => void {
  const client = useQueryClient();
  const drafts = useDrafts();
  const [, go] = useLocation();
  const { approval_id: approvalId, activity_id: activityId } = entry.approval;
  return () => {
    const receipt = client.getQueryData(receiptQuery(approvalId).queryKey);
    drafts.keep(activityId, draftAgain(receipt?.opening ?? null, entry.approval, entry.post));
    go(`/?approve=${activityId}`);
  };
}

function Again({ entry, look }: { entry: Entry; look: "again" | "change" }) {
  const text = useText();
  const again = useAgain(entry);
  return (
    <Button look="quiet" icon={look === "again" ? RotateCcw : PenLine} onClick={again}>
      {text(look)}
    </Button>
  );
}

/** It waits no more, and stays where it is. */
function Leave({ approvalId }: { approvalId: string }) {
  const text = useText();
  const say = useSay();
  if (useLeft().has(approvalId)) return null;
  return (
    <Button
      look="quiet"
      onClick={() => {
        leave(approvalId, true);
        say(text("left"), { undo: () => leave(approvalId, false) });
      }}
    >
      {text("leave")}
    </Button>
  );
}

function TakeDown({ postId }: { postId: string }) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (key: string) => takeDown(postId, key),
    onSuccess: () => client.invalidateQueries({ queryKey: postsQuery.queryKey }),
  });
  return (
    <>
      <Button look="danger" icon={Trash2} busy={remove.isPending} onClick={() => remove.mutate(newKey())}>
        {text("take-down")}
      </Button>
      {remove.isError && <Notice tone="bad">{errorText(remove.error)}</Notice>}
    </>
  );
}
