import { type InputHTMLAttributes, type TextareaHTMLAttributes, useId } from "react";
import styles from "./Field.module.css";

interface Shared {
  label: string;
  /** What to put in, under the label. */
  hint?: string;
}

type InputProps = Shared & InputHTMLAttributes<HTMLInputElement>;

/** A line to fill in, with its label. */
export function TextField({ label, hint, ...more }: InputProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <input id={id} className={styles.input} aria-describedby={hint && `${id}-hint`} {...more} />
    </div>
  );
}

type AreaProps = Shared & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** Several lines to fill in, with their label. */
export function TextArea({ label, hint, ...more }: AreaProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      <textarea id={id} className={styles.input} rows={3} aria-describedby={hint && `${id}-hint`} {...more} />
    </div>
  );
}
