import type { ReactNode } from "react";
import styles from "./Report.module.css";
import { useText } from "./text";

export interface Figure {
  name: string;
  /** Null: not known. */
  value: string | null;
  /** What belongs to the number: of how many, since when. */
  note?: ReactNode;
}

/** The numbers that one reads first. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  const text = useText();
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd className={value === null ? styles.unknown : styles.value}>{value ?? text("not-told")}</dd>
          {note && <dd className={styles.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
