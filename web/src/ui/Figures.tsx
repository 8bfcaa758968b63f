import styles from "./Figures.module.css";

interface Figure {
  label: string;
  value: string;
}

/** A few numbers side by side, each with what it counts; the first is what one came for. */
export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={styles.figures}>
      {figures.map(({ label, value }) => (
        <div key={label} className={styles.figure}>
          <dt className={styles.label}>{label}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
