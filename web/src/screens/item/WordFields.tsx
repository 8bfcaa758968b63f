import type { Item } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { AddressInput } from "@/ui/AddressInput";
import { Field } from "@/ui/Field";
import { LanguageSelect } from "@/ui/LanguageSelect";
import type { Draft } from "./draft";
import { Picture } from "./Picture";
import { TopicChoice } from "./TopicChoice";
import { useText } from "./text";
import styles from "./WordFields.module.css";

const MAX_TITLE = 300;
const MAX_DESCRIPTION = 5000;

interface Props {
  /** The item that is there; null while it is new. */
  item: Item | null;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** What an item says of itself, where it leads and when it ends. */
export function WordFields({ item, draft, onChange }: Props) {
  const text = useText();
  const { zone } = useFormats();
  return (
    <div className={styles.fields}>
      <div className={styles.column}>
        <Field label={text("title")}>
          {(control) => (
            <input
              {...control}
              value={draft.title}
              maxLength={MAX_TITLE}
              lang={draft.language || undefined}
              onChange={(event) => onChange({ ...draft, title: event.target.value })}
              required
            />
          )}
        </Field>
        <Field label={text("description")}>
          {(control) => (
            <textarea
              {...control}
              rows={4}
              value={draft.description}
              maxLength={MAX_DESCRIPTION}
              lang={draft.language || undefined}
              onChange={(event) => onChange({ ...draft, description: event.target.value })}
            />
          )}
        </Field>
        {item?.words?.image_url && item.words.image_url === draft.image && (
          <Picture key={draft.image} itemId={item.item_id} />
        )}
        <TopicChoice chosen={draft.topics} onChange={(topics) => onChange({ ...draft, topics })} />
      </div>
      <div className={styles.column}>
        <Field label={text("link")} hint={text("link-hint")}>
          {(control) => (
            <AddressInput {...control} value={draft.link} onValue={(link) => onChange({ ...draft, link })} />
          )}
        </Field>
        <Field label={text("image")} hint={text("image-hint")}>
          {(control) => (
            <AddressInput {...control} value={draft.image} onValue={(image) => onChange({ ...draft, image })} />
          )}
        </Field>
        <div className={styles.pair}>
          <Field label={text("language")}>
            {(control) => (
              <LanguageSelect
                {...control}
                value={draft.language}
                unsaid={text("language-unsaid")}
                onChange={(language) => onChange({ ...draft, language })}
              />
            )}
          </Field>
          <Field label={text("ends")} hint={text("ends-hint", { zone })}>
            {(control) => (
              <input
                {...control}
                type="datetime-local"
                value={draft.expires}
                onChange={(event) => onChange({ ...draft, expires: event.target.value })}
              />
            )}
          </Field>
        </div>
      </div>
    </div>
  );
}
