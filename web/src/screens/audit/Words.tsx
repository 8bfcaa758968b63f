import { useId } from "react";
import type { AuditedWords } from "@/data/audit";
import { Notice } from "@/ui/Notice";
import { type Opening, read } from "./opening";
import { useText } from "./text";
import styles from "./Words.module.css";

const REASONS = ["erased", "taken-down", "by-hand", "not-public"] as const;

/** The words that were approved, or why they are not here. */
export function Words({ post }: { post: AuditedWords }) {
  const text = useText();
  const heading = useId();
  const opening = read(post.opening);
  const reason = REASONS.find((each) => each === post.words) ?? "unavailable";
  return (
    <section className={styles.words} aria-labelledby={heading}>
      <h3 id={heading}>{text("words")}</h3>
      {opening === null ? <Notice>{text(`words-${reason}`)}</Notice> : <Shown opening={opening} />}
    </section>
  );
}

function Shown({ opening }: { opening: Opening }) {
  const text = useText();
  return (
    <>
      {opening.warning !== "" && <p>{text("content-warning", { warning: opening.warning })}</p>}
      {opening.text === "" ? (
        <p className={styles.soft}>{text("words-none")}</p>
      ) : (
        <blockquote className={styles.quote}>{opening.text}</blockquote>
      )}
      {opening.target !== "" && <p className={styles.soft}>{text("target", { target: opening.target })}</p>}
      {opening.images.map((alt) => (
        <p key={alt} className={styles.soft}>
          {text("image", { alt })}
        </p>
      ))}
    </>
  );
}
