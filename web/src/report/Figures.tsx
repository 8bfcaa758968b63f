import type { ReactNode } from "react";
import styles from "./Report.module.css";

export interface Figure {
  name: string;
  value: ReactNode;
  /** What belongs to the number: of how many, since when. */
  note?: ReactNode;
}

/** The numbers that one reads first. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name} className={styles.figure}>
          <dt>{name}</dt>
          <dd className={styles.value}>{value}</dd>
          {note && <dd className={styles.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
