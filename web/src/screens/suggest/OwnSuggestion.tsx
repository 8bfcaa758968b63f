import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import type { Suggestion } from "@/data/suggestions";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { useNow } from "@/ui/now";
import styles from "./OwnSuggestion.module.css";
import { useText } from "./text";

const LOOKS = {
  waiting: { tone: "plain", icon: Hourglass },
  accepted: { tone: "good", icon: CircleCheck },
  declined: { tone: "warn", icon: CircleX },
} as const;

/** One's own suggestion and what became of it. */
export function OwnSuggestion({ suggestion }: { suggestion: Suggestion }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const look = LOOKS[suggestion.state];
  return (
    <article className={styles.suggestion}>
      <div className={styles.head}>
        <Chip tone={look.tone} icon={look.icon}>
          {text(suggestion.state)}
        </Chip>
        <span className={styles.soft}>{formats.relative(suggestion.suggested_at, now)}</span>
      </div>
      {suggestion.link && (
        <a href={suggestion.link} target="_blank" rel="noreferrer">
          {suggestion.link.replace(/^https?:\/\/(www\.)?/, "")}
        </a>
      )}
      {suggestion.text && <p className={styles.words}>{suggestion.text}</p>}
      <p className={styles.soft}>{text("because", { reason: suggestion.reason })}</p>
      {suggestion.state === "accepted" && <p className={styles.answer}>{text("accepted-words")}</p>}
      {suggestion.declined_because && (
        <p className={styles.answer}>{text("declined-words", { reason: suggestion.declined_because })}</p>
      )}
    </article>
  );
}
