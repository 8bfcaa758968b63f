import { useFormats } from "@/i18n/formats";
import { type Preview, slotOf } from "./preview";
import styles from "./Summary.module.css";
import { useText } from "./text";
import { useVisibility } from "./visibility";

/**
 * What would be published, in short, where the button is: on a phone the whole of it may be out of sight. It repeats
 * what the preview says, so that a screen reader leaves it out.
 */
export function Summary({ shown }: { shown: Preview }) {
  const text = useText();
  const formats = useFormats();
  const visibilityOf = useVisibility();
  const { preview, choice } = shown;
  const slot = slotOf(shown);
  const facts = [
    slot && (choice === "now" ? `${text("when-now")}, ${formats.time(slot.at)}` : formats.moment(slot.at)),
    preview.visibility && !shown.by_hand && visibilityOf(preview.visibility).label,
    preview.content_warning && text("warning-now", { has: "yes" }),
    preview.media.length > 0 && text("images-now", { count: preview.media.length }),
  ];
  return (
    <div className={styles.summary} aria-hidden>
      {preview.text && <p className={styles.words}>{preview.text}</p>}
      <p className={styles.facts}>{facts.filter(Boolean).join(" · ")}</p>
    </div>
  );
}
