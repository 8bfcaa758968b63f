import styles from "./Report.module.css";
import { Section } from "./Section";
import { useText } from "./text";

/** What the numbers mean, and what they do not say. */
export function Counting() {
  const text = useText();
  return (
    <Section title={text("counting")}>
      <ul className={styles.notes}>
        <li>{text("counting-people")}</li>
        <li>{text("counting-acts")}</li>
        <li>{text("counting-weeks")}</li>
        <li>{text("counting-unknown")}</li>
        <li>{text("counting-declines")}</li>
      </ul>
    </Section>
  );
}
