import { useFormats } from "@/i18n/formats";
import type { Entry } from "./entries";
import styles from "./Strip.module.css";
import { useText } from "./text";

const DAY = 24 * 60 * 60_000;
const DAYS = 7;

interface Props {
  entries: readonly Entry[];
  /** The chosen day; null shows all. */
  day: string | null;
  onDay: (day: string | null) => void;
  now: number;
}

/** Seven days from today with how much goes out on each; choosing one shows that day alone. */
export function Strip({ entries, day, onDay, now }: Props) {
  const text = useText();
  const formats = useFormats();
  const days = Array.from({ length: DAYS }, (_, ahead) => new Date(now + ahead * DAY).toISOString());
  const counts = Map.groupBy(entries, (entry) => formats.day(entry.at));
  return (
    <ol className={styles.strip} aria-label={text("strip")}>
      {days.map((at) => {
        const name = formats.day(at);
        const count = counts.get(name)?.length ?? 0;
        return (
          <li key={name}>
            <button
              type="button"
              className={styles.day}
              aria-pressed={day === name}
              onClick={() => onDay(day === name ? null : name)}
            >
              <span className={styles.weekday}>{formats.weekday(at)}</span>
              <span className={styles.number}>{Number(name.slice(-2))}</span>
              <span className="visually-hidden">{text("day", { count })}</span>
              <span className={styles.dots}>
                {Array.from({ length: Math.min(count, 3) }, (_, dot) => dot).map((dot) => (
                  <i key={dot} />
                ))}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
