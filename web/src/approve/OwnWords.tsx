import { Meter } from "@base-ui/react/meter";
import { classes } from "@/ui/classes";
import styles from "./OwnWords.module.css";
import { useText } from "./text";

/** From here on a text is somebody's own, whatever is asked for. */
const PLENTY = 40;

interface Props {
  percent: number;
  /** What the offer asks for; 0 is nothing. */
  needed: number;
  /** Nothing is written: a link may go out alone. */
  isEmpty: boolean;
}

/** How much of a text is not the suggested message's. */
export function OwnWords({ percent, needed, isEmpty }: Props) {
  const text = useText();
  const isEnough = percent >= Math.max(needed, 1);
  return (
    <Meter.Root className={styles.meter} value={percent}>
      <div className={styles.line}>
        <Meter.Label>{text("own")}</Meter.Label>
        <Meter.Value className={styles.value}>{() => `${percent}%`}</Meter.Value>
      </div>
      <Meter.Track className={styles.track}>
        <Meter.Indicator className={classes(styles.bar, isEnough && styles.enough)} />
      </Meter.Track>
      <p className={styles.hint}>{text(hintFor({ percent, needed, isEmpty }), { needed })}</p>
    </Meter.Root>
  );
}

function hintFor({ percent, needed, isEmpty }: Props) {
  if (percent < needed) return "own-needed";
  if (isEmpty) return "own-empty";
  if (percent === 0) return "own-none";
  return percent >= PLENTY ? "own-plenty" : "own-some";
}
