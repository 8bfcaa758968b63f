import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { hasWords } from "@/approve/kinds";
import { type Post, receiptQuery, targetOf, wordsOf } from "@/data/posts";
import { engagementQuery } from "@/data/results";
import { Aim } from "@/deed/Aim";
import { useDeeds } from "@/deed/deeds";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Clamped } from "@/ui/Clamped";
import { Network } from "@/ui/Network";
import styles from "./Posts.module.css";
import { useText } from "./text";

const PAGE = 5;
const LINES = 4;

/** The latest posts with what readers did, as their network told it last. */
export function Posts({ posts }: { posts: readonly Post[] }) {
  const text = useText();
  const [count, setCount] = useState(PAGE);
  if (posts.length === 0) return null;
  const newest = posts.toSorted((one, other) => (other.published_at ?? "").localeCompare(one.published_at ?? ""));
  return (
    <section className={styles.section}>
      <h2>{text("posts")}</h2>
      <ul className={styles.posts}>
        {newest.slice(0, count).map((post) => (
          <li key={post.post_id}>
            <Row post={post} />
          </li>
        ))}
      </ul>
      {newest.length > count && <Button onClick={() => setCount(count + PAGE)}>{text("more-posts")}</Button>}
    </section>
  );
}

function Row({ post }: { post: Post }) {
  const text = useText();
  const formats = useFormats();
  const deeds = useDeeds();
  const receipt = useQuery(receiptQuery(post.approval_id));
  const words = receipt.data && wordsOf(receipt.data);
  return (
    <article className={styles.post}>
      <header className={styles.head}>
        <Network network={post.network}>{deeds.on(post.kind, post.network)}</Network>
        {post.published_at && <span className={styles.soft}>{formats.date(post.published_at)}</span>}
      </header>
      {receipt.data && <Aim kind={post.kind} network={post.network} target={targetOf(receipt.data)} />}
      {words && (
        <Clamped lines={LINES}>
          <p className={styles.words}>{words}</p>
        </Clamped>
      )}
      {hasWords(post.kind) && <Counts post={post} />}
      {post.link && (
        <a href={post.link} target="_blank" rel="noreferrer" className={styles.link}>
          <ExternalLink aria-hidden size={16} />
          {text("see")}
        </a>
      )}
    </article>
  );
}

function Counts({ post }: { post: Post }) {
  const text = useText();
  const formats = useFormats();
  const counted = useQuery(engagementQuery(post.post_id));
  const last = counted.data?.at(-1);
  if (counted.isPending) return <p className={styles.soft}>{text("counting")}</p>;
  if (counted.isError) return <p className={styles.soft}>{text("count-failed")}</p>;
  if (last === undefined) return <p className={styles.soft}>{text("not-looked-yet")}</p>;
  const told = (value: number | null) => (value === null ? text("not-told") : formats.number(value));
  return (
    <dl className={styles.counts}>
      {(["likes", "reposts", "replies"] as const).map((what) => (
        <div key={what}>
          <dt>{text(what)}</dt>
          <dd>{told(last[what])}</dd>
        </div>
      ))}
    </dl>
  );
}
