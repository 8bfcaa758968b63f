import type { Followers } from "@/data/results";
import { useFormats } from "@/i18n/formats";
import { pathOf } from "./chart";
import styles from "./FollowersChart.module.css";
import { useText } from "./text";

const WIDTH = 320;
const HEIGHT = 96;

/** A line for the eye, the sentence that it says, and every number in a table behind it. */
export function FollowersChart({ counted }: { counted: Followers["counted"] }) {
  const text = useText();
  const formats = useFormats();
  const first = counted[0];
  const last = counted.at(-1);
  if (first === undefined || last === undefined) return null;
  const numbers = counted.map((each) => each.followers);
  const summary = text("followers-now", {
    first: formats.number(first.followers),
    last: formats.number(last.followers),
    since: formats.date(first.at),
  });
  return (
    <div className={styles.chart}>
      <p>
        <strong className={styles.now}>{formats.number(last.followers)}</strong>{" "}
        {counted.length > 1 && <span className={styles.soft}>{summary}</span>}
      </p>
      {counted.length > 1 && (
        <div className={styles.plot} aria-hidden>
          <span className={styles.top}>{formats.number(Math.max(...numbers))}</span>
          <span className={styles.bottom}>{formats.number(Math.min(...numbers))}</span>
          <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
            <path d={pathOf(counted, WIDTH, HEIGHT)} vectorEffect="non-scaling-stroke" strokeWidth={2} />
          </svg>
          <span className={styles.from}>{formats.date(first.at)}</span>
          <span className={styles.to}>{formats.date(last.at)}</span>
        </div>
      )}
      <details>
        <summary className={styles.summary}>{text("as-table")}</summary>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{text("counted-on")}</th>
              <th scope="col">{text("followers-column")}</th>
            </tr>
          </thead>
          <tbody>
            {counted.toReversed().map((each) => (
              <tr key={each.at}>
                <td>{formats.date(each.at)}</td>
                <td>{formats.number(each.followers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
