import { ExternalLink } from "lucide-react";
import type { AuditedWords } from "@/data/audit";
import { useFormats } from "@/i18n/formats";
import { ButtonAway } from "@/ui/Button";
import { FactList } from "@/ui/FactList";
import { useAuthor } from "./author";
import styles from "./Facts.module.css";
import { useText } from "./text";

/** Whose it is, where it stands, and when it went out. */
export function Facts({ post }: { post: AuditedWords }) {
  const text = useText();
  const formats = useFormats();
  const author = useAuthor();
  const facts = [
    [text("author"), author(post)],
    [text("account"), post.handle],
    [text(post.state === "handed-over" ? "handed-over-at" : "went-out"), formats.dateTime(post.out_at)],
    [text("removed-at"), post.removed_at && formats.dateTime(post.removed_at)],
    [text("own-words"), text("percent", { percent: post.own_words })],
  ] as const;
  return (
    <section aria-label={text("facts")} className={styles.facts}>
      <FactList facts={facts} className={styles.list} />
      {post.link && (
        <ButtonAway icon={ExternalLink} href={post.link}>
          {text("see")}
        </ButtonAway>
      )}
    </section>
  );
}
