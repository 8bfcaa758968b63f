import type { Draft } from "./draft";
import styles from "./Editor.module.css";
import { Messages } from "./Messages";
import { useText } from "./text";
import { WordFields } from "./WordFields";

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  disabled: boolean;
}

/** All words of an item: what it is, and what may be said of it on each network. */
export function Editor({ draft, onChange, disabled }: Props) {
  const text = useText();
  return (
    <fieldset className={styles.editor} disabled={disabled}>
      <legend className="visually-hidden">{text("editor")}</legend>
      <section className={styles.section} aria-labelledby="messages-title">
        <header>
          <h2 id="messages-title">{text("messages")}</h2>
          <p className={styles.lead}>{text("messages-lead")}</p>
        </header>
        <Messages draft={draft} onChange={onChange} disabled={disabled} />
      </section>
      <section className={styles.section} aria-labelledby="words-title">
        <header>
          <h2 id="words-title">{text("words")}</h2>
          <p className={styles.lead}>{text("words-lead")}</p>
        </header>
        <WordFields draft={draft} onChange={onChange} />
      </section>
    </fieldset>
  );
}
