import { type RefObject, useId } from "react";
import { Refusal } from "@/api/refusal";
import { useErrorText } from "@/api/words";
import type { Activity } from "@/data/feed";
import { useLanguage } from "@/i18n/language";
import field from "@/ui/Field.module.css";
import { Notice } from "@/ui/Notice";
import type { Draft } from "./draft";
import { OwnWords } from "./OwnWords";
import { isAboutWords, type Preview, type Previewed } from "./preview";
import { useText } from "./text";
import styles from "./Words.module.css";

interface Props {
  activity: Activity;
  field: RefObject<HTMLTextAreaElement | null>;
  value: string;
  onChange: (changed: Pick<Draft, "text"> | Pick<Draft, "text" | "language">) => void;
  /** While it is being approved it can be read and not changed. */
  isHeld: boolean;
  preview: Previewed;
}

/** The text, counted as its network counts, with how much of it is the person's own. */
export function Words({ activity, field: ref, value, onChange, isHeld, preview }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const id = useId();
  const { used, limit } = lengthOf(preview);
  const start = (from: Pick<Draft, "text" | "language">) => {
    onChange(from);
    ref.current?.focus(); // to go on writing at once
  };
  const isTooLong = used !== undefined && limit !== undefined && used > limit;
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {text("words")}
      </label>
      <textarea
        ref={ref}
        id={id}
        rows={5}
        className={`${field.input} ${styles.area}`}
        value={value}
        onChange={(event) => onChange({ text: event.target.value })}
        readOnly={isHeld}
        aria-describedby={`${id}-count`}
        aria-invalid={isAboutWords(preview.error) || undefined}
        spellCheck
      />
      <div className={styles.under}>
        <Suggestions activity={activity} onChoose={start} />
        <p id={`${id}-count`} className={styles.count} data-over={isTooLong || undefined}>
          {used !== undefined && limit !== undefined
            ? text("count", { used, limit })
            : !preview.isError && !preview.missing && text("counting")}
        </p>
      </div>
      {isAboutWords(preview.error) && (
        <Notice tone="bad" live>
          {errorText(preview.error)}
        </Notice>
      )}
      {preview.data && !preview.isError && <Advice preview={preview.data} />}
    </div>
  );
}

function Suggestions({
  activity,
  onChoose,
}: {
  activity: Activity;
  onChoose: (from: Pick<Draft, "text" | "language">) => void;
}) {
  const text = useText();
  const messages = activity.content?.messages ?? [];
  if (messages.length === 0) return <span />;
  return (
    <div className={styles.suggestions}>
      <span>{text("start-from")}</span>
      {messages.map((message, place) => (
        <button
          type="button"
          key={`${message.language} ${message.text}`}
          title={message.text}
          onClick={() => onChoose(message)}
        >
          {text("suggestion", { number: place + 1, language: message.language })}
        </button>
      ))}
      <button type="button" onClick={() => onChoose({ text: "", language: "" })}>
        {text("blank")}
      </button>
    </div>
  );
}

function Advice({ preview }: { preview: Preview }) {
  const text = useText();
  const { language } = useLanguage();
  const { alike } = preview;
  return (
    <>
      <OwnWords percent={preview.own_words} needed={preview.own_words_needed} />
      {alike.percent > 0 && (
        <Notice tone="warn">
          {text("alike", { percent: alike.percent })} {alike.explained[language]}
        </Notice>
      )}
    </>
  );
}

/** From the preview, or, where it is refused for being too long, from the refusal. */
function lengthOf({ data, error, isError }: Previewed): { used?: number; limit?: number } {
  if (!isError) return data ? { used: data.length.used, limit: data.length.limit } : {};
  const used = error instanceof Refusal ? error.number("used") : undefined;
  const limit = error instanceof Refusal ? error.number("limit") : undefined;
  return used === undefined || limit === undefined ? {} : { used, limit };
}
