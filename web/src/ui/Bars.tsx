import styles from "./Bars.module.css";
import { top } from "./scale";

export interface Bar {
  /** Under the bar. */
  label: string;
  /** Null: not known, which is not nothing. */
  value: number | null;
  /** The value in words or digits. */
  shown: string;
}

interface Props {
  /** What is seen, for those who do not see it; the numbers themselves stand in a table beside it. */
  label: string;
  bars: readonly Bar[];
  /** How a number of the scale is written. */
  write: (value: number) => string;
}

/** So many dates fit beneath the bars on a phone. */
const SPACE = 5;

/** Bars beside each other, from 0 to a round number. What is not known is hatched, and no bar of height 0. */
export function Bars({ label, bars, write }: Props) {
  const highest = top(Math.max(0, ...bars.map((bar) => bar.value ?? 0)));
  const every = Math.ceil(bars.length / SPACE);
  return (
    <div className={styles.chart} role="img" aria-label={label}>
      <div className={styles.scale}>
        <span>{write(highest)}</span>
        <span>{write(highest / 2)}</span>
        <span>{write(0)}</span>
      </div>
      <div className={styles.plot}>
        {bars.map((bar) => (
          <div key={bar.label} className={styles.place} title={`${bar.label}: ${bar.shown}`}>
            {bar.value === null ? (
              <div className={styles.unknown} />
            ) : (
              <div className={styles.bar} style={{ blockSize: `${(100 * bar.value) / highest}%` }} />
            )}
          </div>
        ))}
      </div>
      <div className={styles.labels}>
        {bars.map((bar, place) => (
          <span key={bar.label}>{(bars.length - 1 - place) % every === 0 && <span>{bar.label}</span>}</span>
        ))}
      </div>
    </div>
  );
}
