import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useId } from "react";
import styles from "./Choices.module.css";

interface Choice<Value extends string> {
  value: Value;
  label: string;
}

interface Props<Value extends string> {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, side by side. */
export function Choices<Value extends string>({ label, choices, value, onChange }: Props<Value>) {
  const id = useId();
  return (
    <div>
      <p id={id} className={styles.label}>
        {label}
      </p>
      <RadioGroup
        className={styles.group}
        aria-labelledby={id}
        value={value}
        onValueChange={(chosen) => onChange(chosen as Value)}
      >
        {choices.map((choice) => (
          <Radio.Root key={choice.value} value={choice.value} className={styles.choice} aria-label={choice.label}>
            {choice.label}
          </Radio.Root>
        ))}
      </RadioGroup>
    </div>
  );
}
