import type { InputHTMLAttributes } from "react";
import { wholeAddress } from "./address";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange" | "value"> {
  value: string;
  onValue: (value: string) => void;
}

/** An address on the web. Whoever leaves out `https://` sees it added when they go on, and may change it. */
export function AddressInput({ value, onValue, ...more }: Props) {
  const complete = () => {
    const whole = wholeAddress(value);
    if (whole !== value) onValue(whole);
  };
  return (
    <input
      {...more}
      type="text"
      inputMode="url"
      placeholder="https://"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      onBlur={complete}
      onKeyDown={(event) => event.key === "Enter" && complete()}
    />
  );
}
