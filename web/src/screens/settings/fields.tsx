import { type ReactNode, useId } from "react";
import field from "@/ui/Field.module.css";
import styles from "./Settings.module.css";

interface Option {
  value: string;
  label: string;
}

export function Section({ title, words, children }: { title: string; words?: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <h2>{title}</h2>
      {words && <p className={styles.soft}>{words}</p>}
      {children}
    </section>
  );
}

interface Field<Value> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
}

export function SelectField({ label, value, options, onChange }: Field<string> & { options: readonly Option[] }) {
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <select id={id} className={field.input} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

interface TextProps extends Field<string> {
  hint?: string;
  type?: "text" | "time";
  pattern?: string;
}

export function TextField({ label, hint, type = "text", pattern, value, onChange }: TextProps) {
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <input
        id={id}
        type={type}
        className={field.input}
        value={value}
        pattern={pattern}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      {hint && (
        <p id={`${id}-hint`} className={field.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface NumberProps extends Field<number> {
  least: number;
  most: number;
}

export function NumberField({ label, value, least, most, onChange }: NumberProps) {
  const id = useId();
  return (
    <div className={field.field}>
      <label htmlFor={id} className={field.label}>
        {label}
      </label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        required
        min={least}
        max={most}
        className={field.input}
        defaultValue={value}
        onChange={(event) => event.target.validity.valid && onChange(event.target.valueAsNumber)}
      />
    </div>
  );
}

interface ChecksProps {
  label: string;
  options: readonly Option[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Any of several. */
export function Checks({ label, options, chosen, onChange }: ChecksProps) {
  const toggled = (value: string, on: boolean) => (on ? [...chosen, value] : chosen.filter((each) => each !== value));
  return (
    <fieldset className={styles.checks}>
      <legend className={field.label}>{label}</legend>
      {options.map(({ value, label: name }) => (
        <label key={value} className={styles.check}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => onChange(toggled(value, event.target.checked))}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
