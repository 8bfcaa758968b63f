import { LineField } from "./LineField";

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
}

/** Characters of a search; the services take no more. */
const LONGEST = 200;

/** Words by which something is looked for while they are typed: in a form, Enter sends nothing. */
export function SearchField({ label, value, onValue }: Props) {
  return (
    <LineField
      label={label}
      type="search"
      maxLength={LONGEST}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
    />
  );
}
