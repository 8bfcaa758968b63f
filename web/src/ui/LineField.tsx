import type { InputHTMLAttributes } from "react";
import { Field } from "./Field";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: string;
}

/** One line to fill in, with its label and what helps to fill it in. */
export function LineField({ label, hint, ...more }: Props) {
  return (
    <Field label={label} {...(hint && { hint })}>
      {(control) => <input type="text" {...more} {...control} />}
    </Field>
  );
}
