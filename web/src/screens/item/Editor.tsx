import type { Item } from "@/data/items";
import type { Draft } from "./draft";
import styles from "./Editor.module.css";
import { Messages } from "./Messages";
import { useText } from "./text";
import { WordFields } from "./WordFields";

interface Props {
  item: Item | null;
  draft: Draft;
  onChange: (draft: Draft) => void;
  disabled: boolean;
}

/** All words of an item: what it is, first while it is new, and what may be said of it on each network. */
export function Editor({ item, draft, onChange, disabled }: Props) {
  const text = useText();
  const said = (
    <section className={styles.section} aria-labelledby="words-title">
      <header>
        <h2 id="words-title">{text("words")}</h2>
        <p className={styles.lead}>{text("words-lead")}</p>
      </header>
      <WordFields item={item} draft={draft} onChange={onChange} />
    </section>
  );
  return (
    <fieldset className={styles.editor} disabled={disabled}>
      <legend className="visually-hidden">{text("editor")}</legend>
      {item === null && said}
      <section className={styles.section} aria-labelledby="messages-title">
        <header>
          <h2 id="messages-title">{text("messages")}</h2>
          <p className={styles.lead}>{text("messages-lead")}</p>
        </header>
        <Messages draft={draft} onChange={onChange} disabled={disabled} />
      </section>
      {item !== null && said}
    </fieldset>
  );
}
