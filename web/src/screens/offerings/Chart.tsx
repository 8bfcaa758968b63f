import { useState } from "react";
import { Link } from "wouter";
import { useFormats } from "@/i18n/formats";
import { ActivityBar } from "./ActivityBar";
import styles from "./Chart.module.css";
import { type Line, type Period, place } from "./calendar";
import { Details } from "./Details";
import { useText } from "./text";

interface Props {
  lines: readonly Line[];
  period: Period;
  now: number;
}

/** A line for each activity, over the weeks; pressed, it says its terms and its uptake. */
export function Chart({ lines, period, now }: Props) {
  const text = useText();
  const [opened, setOpened] = useState<string | null>(null);
  const today = place(now, period);
  return (
    <div className={styles.chart}>
      <Weeks period={period} />
      {lines.map(({ item, activities }) => (
        <section key={item.item_id} className={styles.item} aria-labelledby={`line-${item.item_id}`}>
          <h2 id={`line-${item.item_id}`} className={styles.title} lang={item.words?.language ?? undefined}>
            <Link href={`/items/${item.item_id}`}>{item.words?.title ?? text("gone")}</Link>
          </h2>
          <ul className={styles.activities}>
            {activities.map((activity) => (
              <li key={activity.activity_id}>
                <ActivityBar
                  activity={activity}
                  today={today >= 0 && today <= 100 ? today : null}
                  isOpened={opened === activity.activity_id}
                  onToggle={(isOpened) => setOpened(isOpened ? activity.activity_id : null)}
                />
                {opened === activity.activity_id && <Details itemId={item.item_id} activity={activity} />}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function Weeks({ period }: { period: Period }) {
  const formats = useFormats();
  return (
    <div className={styles.weeks} aria-hidden>
      {period.weeks.map((monday) => (
        <span key={monday}>{formats.shortDay(new Date(monday).toISOString())}</span>
      ))}
    </div>
  );
}
