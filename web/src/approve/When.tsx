import { CalendarClock } from "lucide-react";
import { useErrorText } from "@/api/words";
import { useFormats } from "@/i18n/formats";
import { useLanguage } from "@/i18n/language";
import { fromWallClock, toWallClock } from "@/i18n/wall-clock";
import { Choices } from "@/ui/Choices";
import { LineField } from "@/ui/LineField";
import { Notice } from "@/ui/Notice";
import { choicesOf } from "./kinds";
import { type Choice, isAboutImages, isAboutWords, type Previewed, slotOf } from "./preview";
import { useText } from "./text";
import styles from "./When.module.css";

interface Props {
  kind: string;
  /** Whether the person publishes it themselves. */
  byHand: boolean;
  /** None: the person takes what has a place, which the preview says. */
  chosen: Choice | null;
  onChoice: (choice: Choice) => void;
  /** The moment; empty where none is picked. */
  picked: string;
  onPicked: (picked: string) => void;
  preview: Previewed;
}

/** When it goes out, in the person's own time zone, and why then. */
export function When({ kind, byHand, chosen, onChoice, picked, onPicked, preview }: Props) {
  const text = useText();
  const { language } = useLanguage();
  const { zone } = useFormats();
  const choices = choicesOf(kind, byHand);
  const choice = chosen ?? preview.usual;
  const notNow = chosen === null ? preview.data?.not_now?.[language] : undefined;
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
      {notNow && <Notice>{text("not-now", { why: notNow })}</Notice>}
      {choice === "pick" && (
        <LineField
          label={text("picked")}
          hint={preview.missing?.what === "time" ? text("missing-time") : undefined}
          type="datetime-local"
          value={picked && toWallClock(Date.parse(picked), zone)}
          onChange={({ target: { value } }) => onPicked(value && fromWallClock(value, zone))}
          required
        />
      )}
      <Proposed preview={preview} />
    </div>
  );
}

function Proposed({ preview }: { preview: Previewed }) {
  const text = useText();
  const formats = useFormats();
  const errorText = useErrorText();
  const { language } = useLanguage();
  const slot = preview.data ? slotOf(preview.data) : null;
  if (preview.missing) return null;
  if (preview.isError) {
    if (isAboutWords(preview.error) || isAboutImages(preview.error)) return null;
    return (
      <Notice tone="bad" live>
        {errorText(preview.error)}
      </Notice>
    );
  }
  return (
    <p className={styles.slot} data-old={!preview.isCurrent || undefined}>
      <CalendarClock aria-hidden size={18} />
      {slot ? (
        <span>
          <span className={styles.why}>{slot.explained[language] ?? formats.moment(slot.at)}</span>
          <span className={styles.zone}>{text("zone", { zone: formats.zone })}</span>
        </span>
      ) : (
        <span>{text("no-time-yet")}</span>
      )}
    </p>
  );
}
