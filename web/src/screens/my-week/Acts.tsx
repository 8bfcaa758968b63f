import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ExternalLink, PenLine, Plug, RotateCcw, Trash2, Undo2 } from "lucide-react";
import { useLocation } from "wouter";
import { newKey } from "@/api/client";
import { draftAgain, useDrafts } from "@/approve/draft";
import { HandOver } from "@/approve/HandOver";
import { accountsQuery } from "@/data/accounts";
import { activitiesOf, feedQuery, showTakenBack, withdraw } from "@/data/feed";
import { type Post, postsQuery, receiptQuery, takeDown } from "@/data/posts";
import { AskOnce } from "@/ui/AskOnce";
import { Button, ButtonLink } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import styles from "./Acts.module.css";
import { canLeave, canRepeat, canWithdraw, type Entry, isCutOff, type Standing } from "./entries";
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
      {canRepeat(entry) && <Repeat entry={entry} />}
      {isOut(standing) && post?.link && (
        <a className={styles.link} href={post.link} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden size={16} />
          {text("see")}
        </a>
      )}
      {isOut(standing) && post?.state === "published" && <TakeDown post={post} />}
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
  const takeBack = useMutation({
    mutationFn: (key: string) => withdraw(approvalId, key),
    onSuccess: async (said) => {
      say(text(said), said === "withdrawn" ? { undo: again, label: text("again") } : {});
      await showTakenBack(client);
    },
  });
  return (
    <>
      <Button
        icon={Undo2}
        busy={takeBack.isPending || entry.approval.withdrawal_noted}
        onClick={() => takeBack.mutate(newKey())}
      >
        {text(takeBack.isPending ? "withdrawing" : "withdraw")}
      </Button>
      <ErrorNotice error={takeBack.error} />
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

/** The same once more. What ended with its account needs a connected one first; what is not offered any more, nothing. */
function Repeat({ entry }: { entry: Entry }) {
  const text = useText();
  const accounts = useQuery({ ...accountsQuery, enabled: isCutOff(entry) });
  const feed = useInfiniteQuery(feedQuery);
  const { activity_id: activityId, network } = entry.approval;
  const isOffered = activitiesOf(feed.data).some((activity) => activity.activity_id === activityId);
  if (entry.standing === "ended" && !isOffered) return null;
  if (accounts.data?.every((account) => account.network !== network || !account.connected)) {
    return (
      <ButtonLink icon={Plug} href="/accounts">
        {text("connect-again")}
      </ButtonLink>
    );
  }
  return <Again entry={entry} look="again" />;
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

/** A post that was taken down cannot be put back, and its approval is used up: so it asks, against our custom. */
function TakeDown({ post }: { post: Post }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const remove = useMutation({
    mutationFn: (key: string) => takeDown(post.post_id, key),
    onSuccess: async () => {
      say(text("taking-down"));
      await client.invalidateQueries({ queryKey: postsQuery.queryKey });
    },
  });
  return (
    <>
      <AskOnce
        icon={Trash2}
        label={text("take-down")}
        sure={text("take-down-sure")}
        keep={text("take-down-not")}
        busy={remove.isPending}
        onSure={() => remove.mutate(newKey())}
      >
        {text("take-down-words", { points: post.points })}
      </AskOnce>
      <ErrorNotice error={remove.error} />
    </>
  );
}
