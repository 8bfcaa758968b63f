import type { Activity } from "@/data/feed";
import { Portrait } from "@/ui/Portrait";
import styles from "./AskedBy.module.css";
import { useText } from "./text";

/** The curator who asks, and why it is worth doing, in their words. Of who was erased nothing is said. */
export function AskedBy({ activity }: { activity: Activity }) {
  const text = useText();
  const { asked_by: asker } = activity;
  if (asker === null) return null;
  return (
    <div className={styles.asked}>
      <Portrait name={asker.name} />
      <p className={styles.words}>
        <span className={styles.who}>{text("asks", { name: asker.name })}</span>
        {asker.reason && <q>{asker.reason}</q>}
      </p>
    </div>
  );
}
