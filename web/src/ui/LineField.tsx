import type { InputHTMLAttributes, TextareaHTMLAttributes } from "react";
import { Field } from "./Field";

interface Shared {
  label: string;
  hint?: string | undefined;
}

/** One line to fill in, with its label and what helps to fill it in. */
export function LineField({ label, hint, ...more }: Shared & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field label={label} hint={hint}>
      {(control) => <input type="text" {...more} {...control} />}
    </Field>
  );
}

/** Several lines to fill in. */
export function AreaField({ label, hint, ...more }: Shared & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return (
    <Field label={label} hint={hint}>
      {(control) => <textarea rows={3} {...more} {...control} />}
    </Field>
  );
}
