import { Undo2 } from "lucide-react";
import { useMemo, useState } from "react";
import type { Activity } from "@/data/feed";
import { useLanguage } from "@/i18n/language";
import { namesIn } from "@/i18n/named";
import styles from "./Starts.module.css";
import { useText } from "./text";
import { type Start, startsOf } from "./wish";

interface Props {
  activity: Activity;
  value: Start;
  onStart: (from: Start) => void;
}

/** What one may start from. What had been written until then is one tap away, until the next words are typed. */
export function Starts({ activity, value, onStart }: Props) {
  const text = useText();
  const { language } = useLanguage();
  const [replaced, setReplaced] = useState<{ words: Start; by: string } | null>(null);
  const starts = startsOf(activity);
  const nameOf = useMemo(() => namesIn(language, "language"), [language]);
  const isOwn = value.text.trim() !== "" && starts.every((start) => start.text !== value.text);
  function start(from: Start): void {
    if (isOwn) setReplaced({ words: value, by: from.text });
    else if (replaced) setReplaced({ ...replaced, by: from.text });
    onStart(from);
  }
  return (
    <div className={styles.starts}>
      <span>{text("start-from")}</span>
      {starts.map((from, place) => (
        <button type="button" key={`${from.language} ${from.text}`} title={from.text} onClick={() => start(from)}>
          {text(activity.content?.messages.length ? "suggestion" : "start-title", {
            number: place + 1,
            count: starts.length,
            language: from.language && nameOf(from.language),
          })}
        </button>
      ))}
      <button type="button" onClick={() => start({ text: "", language: "" })}>
        {text("blank")}
      </button>
      {replaced?.by === value.text && (
        <button type="button" className={styles.back} onClick={() => onStart(replaced.words)}>
          <Undo2 aria-hidden size={14} />
          {text("own-back")}
        </button>
      )}
    </div>
  );
}
