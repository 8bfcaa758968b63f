import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, ExternalLink } from "lucide-react";
import { newKey } from "@/api/client";
import { networkName } from "@/data/networks";
import { approvalsQuery, composerQuery, type Post, postsQuery, reportHandedOver } from "@/data/posts";
import { useFormats } from "@/i18n/formats";
import { Button, ButtonAway } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { ErrorState, Skeletons } from "@/ui/States";
import { CopyText } from "./CopyText";
import styles from "./HandOver.module.css";
import { useText } from "./text";

/**
 * An approved post that its author publishes themselves: the network's composer, then their word that it is done.
 * What they say counts only once consent has confirmed that the approval still stood.
 */
export function HandOver({ post }: { post: Post }) {
  const text = useText();
  const network = networkName(post.network);
  if (post.state === "to-hand-over") return <ToDo post={post} />;
  if (post.state === "handed-over") return <Notice tone="good">{text("hand-over-done", { network })}</Notice>;
  if (isReported(post)) return <Notice>{text("hand-over-reported")}</Notice>;
  return null;
}

/** Said to be published, and not yet confirmed. */
function isReported(post: Post): boolean {
  return ["reported", "requested", "granted"].includes(post.state);
}

function ToDo({ post }: { post: Post }) {
  const text = useText();
  const formats = useFormats();
  const network = networkName(post.network);
  const composer = useQuery(composerQuery(post.post_id));
  if (composer.isPending) return <Skeletons count={1} shape="line" />;
  if (composer.isError) return <ErrorState error={composer.error} retry={() => void composer.refetch()} />;
  const { address, paste, text: words, closes_at: closesAt } = composer.data;
  return (
    <div className={styles.steps}>
      {words && <CopyText label={text("hand-over-words")} value={words} />}
      <p className={styles.hint}>
        {text(words === "" ? "hand-over-do" : paste ? "hand-over-paste" : "hand-over-filled", { network })}
      </p>
      <div className={styles.acts}>
        <ButtonAway look="primary" icon={ExternalLink} href={address}>
          {text("hand-over-open", { network })}
        </ButtonAway>
        <Report post={post} />
      </div>
      <p className={styles.hint}>{text("hand-over-until", { when: formats.moment(closesAt) })}</p>
    </div>
  );
}

function Report({ post }: { post: Post }) {
  const text = useText();
  const client = useQueryClient();
  const report = useMutation({
    mutationFn: (key: string) => reportHandedOver(post.post_id, key),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: postsQuery.queryKey }),
        client.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
      ]),
  });
  return (
    <>
      <Button icon={Check} busy={report.isPending || report.isSuccess} onClick={() => report.mutate(newKey())}>
        {text(hasDone(post) ? "hand-over-did" : "hand-over-published")}
      </Button>
      <ErrorNotice error={report.error} />
    </>
  );
}

/** Kinds that are done rather than published. */
function hasDone(post: Post): boolean {
  return post.kind === "like" || post.kind === "follow" || post.kind === "repost";
}
