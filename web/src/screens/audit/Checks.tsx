import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import styles from "./Checks.module.css";
import { useText } from "./text";
import { CHECKS, type Results } from "./verify";

const SIGNS = { right: CircleCheck, wrong: CircleX, missing: CircleDashed } as const;

/** What was checked, and what it came to, one by one. */
export function Checks({ results }: { results: Results }) {
  const text = useText();
  return (
    <ul className={styles.checks}>
      {CHECKS.map((check) => {
        const result = results[check];
        const Sign = SIGNS[result];
        return (
          <li key={check} className={styles.check} data-result={result}>
            <Sign aria-hidden className={styles.sign} />
            <span>
              {text(`check-${check}`)}
              <strong className={styles.result}>{text(result === "wrong" ? "not-right" : result)}</strong>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
