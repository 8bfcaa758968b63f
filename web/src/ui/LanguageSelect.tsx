import { useMemo } from "react";
import { useLanguage } from "@/i18n/language";
import { spokenIn } from "@/i18n/spoken";
import styles from "./LanguageSelect.module.css";

interface Props {
  id?: string;
  /** That of a field; none: a small one, beside what it is about. */
  className?: string | undefined;
  "aria-label"?: string;
  "aria-describedby"?: string | undefined;
  value: string;
  /** What "" is called, where that can be chosen. */
  unsaid?: string;
  /** What can be chosen besides the common ones. */
  there?: readonly string[];
  onChange: (language: string) => void;
}

const NONE: readonly string[] = [];

/** The language that words are in, by its name in the interface's; one that is set already can be kept. */
export function LanguageSelect({ value, unsaid, there = NONE, onChange, className, ...more }: Props) {
  const { language } = useLanguage();
  const spoken = useMemo(() => spokenIn(language, value ? [...there, value] : there), [language, there, value]);
  return (
    <select
      {...more}
      className={className ?? styles.small}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {unsaid !== undefined && <option value="">{unsaid}</option>}
      {spoken.map(({ code, name }) => (
        <option key={code} value={code}>
          {name}
        </option>
      ))}
    </select>
  );
}
