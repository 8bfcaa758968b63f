import { Meter as Base } from "@base-ui/react/meter";
import styles from "./Meter.module.css";

interface Props {
  /** What is measured, for those who do not see it. */
  label: string;
  value: number;
  max: number;
  /** What is read out in place of the bare number: "2 of 3". */
  spoken: string;
}

/** How much of something is there; what is beyond the end is shown as full. */
export function Meter({ label, value, max, spoken }: Props) {
  return (
    <Base.Root aria-label={label} value={Math.max(0, Math.min(value, max))} max={max} getAriaValueText={() => spoken}>
      <Base.Track className={styles.track}>
        <Base.Indicator className={styles.filled} />
      </Base.Track>
    </Base.Root>
  );
}
