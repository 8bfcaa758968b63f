import { Megaphone } from "lucide-react";
import { isLive } from "@/curate/names";
import type { Item } from "@/data/items";
import { Button } from "@/ui/Button";
import styles from "./Activities.module.css";
import { ActivityRow } from "./ActivityRow";
import { useText } from "./text";

interface Props {
  item: Item;
  /** None where nothing can be offered any more. */
  onOffer: (() => void) | undefined;
}

/** What is and was offered with an item: what is open first. */
export function Activities({ item, onOffer }: Props) {
  const text = useText();
  const latest = [...item.activities].reverse();
  const ordered = [...latest.filter(isLive), ...latest.filter((activity) => !isLive(activity))];
  return (
    <section className={styles.section} aria-labelledby="activities-title">
      <h2 id="activities-title">{text("activities")}</h2>
      {ordered.length === 0 && (
        <div className={styles.nothing}>
          <Megaphone aria-hidden size={28} strokeWidth={1.5} />
          <p>{text(onOffer ? "nothing-offered" : "nothing-was-offered")}</p>
          {onOffer && <Button onClick={onOffer}>{text("offer")}</Button>}
        </div>
      )}
      <ul className={styles.activities}>
        {ordered.map((activity) => (
          <li key={activity.activity_id}>
            <ActivityRow activity={activity} />
          </li>
        ))}
      </ul>
    </section>
  );
}
