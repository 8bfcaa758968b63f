import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { networkName } from "@/data/networks";
import type { LedgerEntry } from "@/data/points";
import { type Post, receiptQuery, targetOf, wordsOf } from "@/data/posts";
import { useDeeds } from "@/deed/deeds";
import { useFormats } from "@/i18n/formats";
import styles from "./EntryRow.module.css";
import { explained } from "./rules";
import { useText } from "./text";

interface Props {
  entry: LedgerEntry;
  /** What earned it, or earned it before. */
  post: Post | undefined;
  /** What was redeemed. */
  title: string | undefined;
}

/** One movement: how many points, what for, by which rule. */
export function EntryRow({ entry, post, title }: Props) {
  const text = useText();
  const formats = useFormats();
  const { what, why } = explained(entry.rule);
  const values = {
    network: networkName(entry.network ?? post?.network ?? ""),
    promised: entry.promised,
    ownWords: entry.own_words,
    title: title ?? text("a-reward"),
    rule: entry.rule,
  };
  return (
    <article className={styles.entry}>
      <div>
        <p className={styles.what}>{text(what, values)}</p>
        {post && <Which post={post} />}
        <p className={styles.why}>{text(why, values)}</p>
        <p className={styles.when}>
          {formats.moment(entry.at)}
          {post?.link && (
            <a className={styles.link} href={post.link} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden size={14} />
              {text("see")}
            </a>
          )}
        </p>
      </div>
      <p className={styles.points} data-way={entry.points < 0 ? "out" : "in"}>
        {signed(entry.points)}
        <span className="visually-hidden"> {text("unit", { count: Math.abs(entry.points) })}</span>
      </p>
    </article>
  );

  function signed(points: number): string {
    return points > 0 ? `+${formats.number(points)}` : formats.number(points).replace("-", "−");
  }
}

/** Which one it was: what was done to whom, or how the words begin. */
function Which({ post }: { post: Post }) {
  const deeds = useDeeds();
  const { data: receipt } = useQuery(receiptQuery(post.approval_id));
  if (receipt === undefined) return null;
  const said = deeds.to(post.kind, post.network, targetOf(receipt));
  return (
    <div className={styles.which}>
      {said && <p className={styles.deed}>{said}</p>}
      <p className={styles.words}>{wordsOf(receipt)}</p>
    </div>
  );
}
