import { type RefObject, useId, useMemo } from "react";
import { Refusal } from "@/api/refusal";
import { useErrorText } from "@/api/words";
import type { Activity } from "@/data/feed";
import { useLanguage } from "@/i18n/language";
import field from "@/ui/Field.module.css";
import { LanguageSelect } from "@/ui/LanguageSelect";
import { Notice } from "@/ui/Notice";
import { OwnWords } from "./OwnWords";
import { isAboutWords, type Preview, type Previewed } from "./preview";
import { Starts } from "./Starts";
import { useText } from "./text";
import styles from "./Words.module.css";
import { languagesOf, type Start } from "./wish";

/** From so many percent on it is worth saying that a text is like a colleague's; a phrase or two are anybody's. */
const ALIKE = 50;

interface Props {
  activity: Activity;
  field: RefObject<HTMLTextAreaElement | null>;
  value: Start;
  /** That in which they would go out. */
  language: string;
  onChange: (changed: Partial<Start>) => void;
  /** While it is being approved it can be read and not changed. */
  isHeld: boolean;
  preview: Previewed;
}

/**
 * The text and the language it is in, counted as its network counts, with how much of it is the person's own. The
 * language is asked whatever the network: words that disclose are put in front of the text in it.
 */
export function Words({ activity, field: ref, value, language, onChange, isHeld, preview }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const id = useId();
  const there = useMemo(() => languagesOf(activity), [activity]);
  const { used, limit } = lengthOf(preview);
  const start = (from: Start) => {
    onChange(from);
    ref.current?.focus(); // to go on writing at once
  };
  const isTooLong = used !== undefined && limit !== undefined && used > limit;
  return (
    <div className={field.field}>
      <div className={styles.over}>
        <label htmlFor={id} className={field.label}>
          {text("words")}
        </label>
        <div className={styles.language}>
          <label htmlFor={`${id}-language`}>{text("words-language")}</label>
          <LanguageSelect
            id={`${id}-language`}
            value={language}
            there={there}
            onChange={(chosen) => onChange({ language: chosen })}
          />
        </div>
      </div>
      <textarea
        ref={ref}
        id={id}
        rows={5}
        lang={language}
        className={`${field.input} ${styles.area}`}
        value={value.text}
        onChange={(event) => onChange({ text: event.target.value })}
        readOnly={isHeld}
        aria-describedby={`${id}-count`}
        aria-invalid={isAboutWords(preview.error) || undefined}
        spellCheck
      />
      <div className={styles.under}>
        <Starts activity={activity} value={value} onStart={start} />
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
      {preview.data && !preview.isError && <Advice preview={preview.data} isEmpty={!value.text.trim()} />}
    </div>
  );
}

function Advice({ preview, isEmpty }: { preview: Preview; isEmpty: boolean }) {
  const { language } = useLanguage();
  const { percent, most, explained } = preview.alike;
  return (
    <div className={styles.advice}>
      <OwnWords percent={preview.own_words} needed={preview.own_words_needed} isEmpty={isEmpty} />
      {(percent >= ALIKE || percent > most) && <Notice tone="warn">{explained[language]}</Notice>}
    </div>
  );
}

/** From the preview, or, where it is refused for being too long, from the refusal. */
function lengthOf({ data, error, isError }: Previewed): { used?: number; limit?: number } {
  if (!isError) return data ? { used: data.length.used, limit: data.length.limit } : {};
  const used = error instanceof Refusal ? error.number("used") : undefined;
  const limit = error instanceof Refusal ? error.number("limit") : undefined;
  return used === undefined || limit === undefined ? {} : { used, limit };
}
