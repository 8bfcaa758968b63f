import { ShieldCheck } from "lucide-react";
import { useNames } from "@/curate/names";
import type { Audited } from "@/data/audit";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Network } from "@/ui/Network";
import rows from "@/ui/Rows.module.css";
import styles from "./AuditRow.module.css";
import { useAuthor } from "./author";
import { Mark } from "./Mark";
import { useText } from "./text";
import type { Verdict } from "./verify";

interface Props {
  post: Audited;
  /** What verifying it said, once it was. */
  outcome: Verdict["outcome"] | undefined;
  onVerify: () => void;
}

/** One that went out: whose, what, where, when, and what became of it. */
export function AuditRow({ post, outcome, onVerify }: Props) {
  const text = useText();
  const formats = useFormats();
  const names = useNames();
  const name = useAuthor()(post);
  const activity = names.activity(post);
  const when = formats.dateTime(post.out_at);
  return (
    <article className={rows.row} aria-label={text("by-when", { name, activity, when })}>
      <div className={styles.what}>
        <p className={styles.name}>{name}</p>
        {post.handle && <p className={styles.soft}>{post.handle}</p>}
      </div>
      <div className={styles.where}>
        <Network network={post.network}>{activity}</Network>
        <p className={styles.soft}>{when}</p>
      </div>
      <div className={styles.chips}>
        {post.state !== "published" && (
          <Chip tone={post.state === "removed" ? "warn" : "plain"}>{text(`state-${stateOf(post)}`)}</Chip>
        )}
        {outcome && outcome !== "unsupported" && <Mark outcome={outcome} />}
      </div>
      <Button icon={ShieldCheck} aria-label={text("verify-of", { activity, name, when })} onClick={onVerify}>
        {text("verify")}
      </Button>
    </article>
  );
}

function stateOf(post: Audited): "removed" | "handed-over" {
  return post.state === "removed" ? "removed" : "handed-over";
}
