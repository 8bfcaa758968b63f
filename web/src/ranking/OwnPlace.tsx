import type { ReactNode } from "react";
import { useFormats } from "@/i18n/formats";
import styles from "./OwnPlace.module.css";
import { useText } from "./text";

interface Props {
  me: { points: number; rank: number | null };
  isListed: boolean;
  /** What can be done about it. */
  children?: ReactNode;
}

/** Where one stands oneself; stays in view while the others scroll by. */
export function OwnPlace({ me, isListed, children }: Props) {
  const text = useText();
  const formats = useFormats();
  return (
    <section className={styles.place} aria-label={text("own-place")}>
      <p className={styles.rank}>
        <span className={styles.label}>{text("own-place")}</span>
        <strong className={styles.number}>{me.rank === null ? "–" : formats.number(me.rank)}</strong>
      </p>
      <p className={styles.points}>
        <strong>{text("own-points", { points: me.points })}</strong>
        <span className={styles.note}>{text(noteOf(me, isListed))}</span>
      </p>
      {children}
    </section>
  );
}

function noteOf(me: Props["me"], isListed: boolean) {
  if (me.points <= 0) return "no-points";
  if (!isListed) return "not-listed";
  return me.rank === null ? "no-rank" : "listed";
}
