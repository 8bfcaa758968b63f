import type { Estimate, Report } from "@/data/reports";
import { useFormats } from "@/i18n/formats";
import { Section } from "@/report/Section";
import styles from "./Pilot.module.css";
import { useText } from "./text";

/** By how much posts and answers change each week, with the interval; nothing where that cannot be said. */
export function Trend({ trend }: { trend: Report["trend"] }) {
  const text = useText();
  const formats = useFormats();
  const words = (estimate: Estimate | null) => {
    if (estimate === null) return text("trend-unknown");
    const { value, low, high } = estimate;
    const key = low <= 0 && high >= 0 ? "trend-flat" : "trend-told";
    return text(key, { value: formats.number(value), low: formats.number(low), high: formats.number(high) });
  };
  return (
    <Section title={text("trend")}>
      <dl className={styles.trend}>
        <dt>{text("trend-posts")}</dt>
        <dd>{words(trend.posts)}</dd>
        <dt>{text("trend-answers")}</dt>
        <dd>{words(trend.answers)}</dd>
      </dl>
      <p className={styles.soft}>{text("trend-not-cause")}</p>
    </Section>
  );
}
