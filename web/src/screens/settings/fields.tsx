import type { ReactNode } from "react";
import { Field } from "@/ui/Field";
import field from "@/ui/Field.module.css";
import { LineField } from "@/ui/LineField";
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

interface Shared<Value> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
}

interface SelectProps extends Shared<string> {
  hint?: string | undefined;
  options: readonly Option[];
}

export function SelectField({ label, hint, value, options, onChange }: SelectProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface NumberProps extends Shared<number> {
  least: number;
  most: number;
}

export function NumberField({ label, value, least, most, onChange }: NumberProps) {
  return (
    <LineField
      label={label}
      type="number"
      inputMode="numeric"
      required
      min={least}
      max={most}
      defaultValue={value}
      onChange={(event) => event.target.validity.valid && onChange(event.target.valueAsNumber)}
    />
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
