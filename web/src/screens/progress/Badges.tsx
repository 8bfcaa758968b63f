import { Award, LockKeyhole } from "lucide-react";
import type { Milestone } from "@/data/progress";
import { useFormats } from "@/i18n/formats";
import { Meter } from "@/ui/Meter";
import styles from "./Badges.module.css";
import { useText } from "./text";

/** Every badge there is: what it was earned for and when, or what is missing. */
export function Badges({ badges }: { badges: readonly Milestone[] }) {
  const text = useText();
  const earned = badges.filter((badge) => badge.reached_at !== null).length;
  return (
    <section className={styles.section} aria-labelledby="badges">
      <div>
        <h2 id="badges">{text("badges")}</h2>
        <p className={styles.words}>{text("badges-words", { earned, badges: badges.length })}</p>
      </div>
      <ul className={styles.badges}>
        {badges.map((badge) => (
          <li key={badge.code}>
            <Badge badge={badge} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Badge({ badge }: { badge: Milestone }) {
  const text = useText();
  const formats = useFormats();
  const { language } = formats;
  const isEarned = badge.reached_at !== null;
  const title = badge.title[language];
  const reason = badge.reason[language];
  const count = text("count", { counted: Math.min(badge.counted, badge.posts), posts: badge.posts });
  const Icon = isEarned ? Award : LockKeyhole;
  return (
    <article className={styles.badge} data-earned={isEarned || undefined} aria-label={title}>
      <span className={styles.picture} aria-hidden>
        <Icon size={24} />
      </span>
      <h3>{title}</h3>
      <p className={styles.words}>{isEarned ? reason : text("when", { reason })}</p>
      {badge.reached_at === null ? (
        <div className={styles.measure}>
          <Meter label={title} value={badge.counted} max={badge.posts} spoken={count} />
          <span className={styles.words}>{count}</span>
        </div>
      ) : (
        <p className={styles.date}>{text("earned", { date: formats.date(badge.reached_at) })}</p>
      )}
    </article>
  );
}
