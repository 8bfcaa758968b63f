import { ChevronDown } from "lucide-react";
import { useNames } from "@/curate/names";
import { useFormats } from "@/i18n/formats";
import { classes } from "@/ui/classes";
import { Network } from "@/ui/Network";
import styles from "./ActivityBar.module.css";
import type { Line } from "./calendar";
import { useText } from "./text";

interface Props {
  activity: Line["activities"][number];
  /** Where now is, in percent of the period; null outside of it. */
  today: number | null;
  isOpened: boolean;
  onToggle: (isOpened: boolean) => void;
}

/** One activity: what it is in words, when it is open as a bar. */
export function ActivityBar({ activity, today, isOpened, onToggle }: Props) {
  const text = useText();
  const names = useNames();
  const formats = useFormats();
  const { bar } = activity;
  const span = text("span", {
    state: names.state(activity.state),
    from: formats.date(activity.opens_at),
    to: formats.date(activity.closed_at ?? activity.closes_at),
  });
  return (
    <button type="button" className={styles.row} aria-expanded={isOpened} onClick={() => onToggle(!isOpened)}>
      <span className={styles.label}>
        <span className={styles.what}>
          <Network network={activity.network}>{names.activity(activity)}</Network>
          <span className={styles.for}>{names.audience(activity.audience)}</span>
        </span>
        <ChevronDown aria-hidden size={16} className={styles.chevron} />
      </span>
      <span className="visually-hidden">{span}</span>
      <span className={styles.track} aria-hidden>
        <span
          className={classes(styles.bar, bar.before && styles.before, bar.after && styles.after)}
          data-state={activity.state}
          style={{ insetInlineStart: `${bar.start}%`, inlineSize: `${bar.length}%` }}
        />
        {today !== null && <span className={styles.today} style={{ insetInlineStart: `${today}%` }} />}
      </span>
    </button>
  );
}
