import type { AuditedWords } from "@/data/audit";
import type { Signed } from "@/proof/signed";
import styles from "./Records.module.css";
import { useText } from "./text";

/** Exactly what was signed, for whoever wants to read it. */
export function Records({ post }: { post: AuditedWords }) {
  const text = useText();
  const isReport = post.state === "handed-over";
  return (
    <section className={styles.records}>
      <h3>{text("records")}</h3>
      <Record title={text("record-approval")} signed={post.approval} />
      {post.grant === null ? (
        <p className={styles.soft}>{text("no-grant")}</p>
      ) : (
        <Record title={text("record-grant")} signed={post.grant} />
      )}
      <Record title={text(isReport ? "record-use-handed-over" : "record-use-published")} signed={post.use} />
    </section>
  );
}

function Record({ title, signed }: { title: string; signed: Signed }) {
  return (
    <details className={styles.record}>
      <summary>
        {title} <span className={styles.soft}>{signed.type}</span>
      </summary>
      <pre className={styles.data}>{JSON.stringify(JSON.parse(signed.event), null, 2)}</pre>
    </details>
  );
}
