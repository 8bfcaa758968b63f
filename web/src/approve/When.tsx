import { CalendarClock } from "lucide-react";
import { useId } from "react";
import { useFormats } from "@/i18n/formats";
import { useLanguage } from "@/i18n/language";
import { Choices } from "@/ui/Choices";
import field from "@/ui/Field.module.css";
import { choicesOf } from "./kinds";
import { type Choice, slotOf, type usePreview } from "./preview";
import { useText } from "./text";
import styles from "./When.module.css";

interface Props {
  kind: string;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  picked: string;
  onPicked: (picked: string) => void;
  preview: ReturnType<typeof usePreview>;
}

/** When it goes out, in the person's own time zone, and why then. */
export function When({ kind, choice, onChoice, picked, onPicked, preview }: Props) {
  const text = useText();
  const id = useId();
  const choices = choicesOf(kind);
  return (
    <div className={styles.when}>
      {choices.length > 1 && (
        <Choices
          label={text("when")}
          choices={choices.map((value) => ({ value, label: text(`when-${value}`) }))}
          value={choice}
          onChange={onChoice}
        />
      )}
      {choice === "pick" && (
        <div className={field.field}>
          <label htmlFor={id} className={field.label}>
            {text("picked")}
          </label>
          <input
            id={id}
            type="datetime-local"
            className={field.input}
            value={picked}
            onChange={(event) => onPicked(event.target.value)}
            required
          />
        </div>
      )}
      <Proposed preview={preview} />
    </div>
  );
}

function Proposed({ preview }: { preview: ReturnType<typeof usePreview> }) {
  const text = useText();
  const formats = useFormats();
  const { language } = useLanguage();
  const slot = preview.data && !preview.isError ? slotOf(preview.data) : null;
  return (
    <p className={styles.slot} data-old={!preview.isCurrent || undefined}>
      <CalendarClock aria-hidden size={18} />
      {slot ? (
        <span>
          <strong>{formats.moment(slot.at)}</strong>
          <span className={styles.why}>
            {slot.explained[language]} ({formats.zone})
          </span>
        </span>
      ) : (
        <span>{text("no-time-yet")}</span>
      )}
    </p>
  );
}
