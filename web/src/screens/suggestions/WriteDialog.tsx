import { Check } from "lucide-react";
import { useState } from "react";
import type { Suggestion } from "@/data/suggestions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import styles from "./Dialogs.module.css";
import { useText } from "./text";
import { useAccept } from "./useAccept";

const MAX_TITLE = 300;
const TITLE_OF_WORDS = 80;

/** Accepts with a title and words that the curator writes: for pages that cannot be read. */
export function WriteDialog({ suggestion, onClose }: { suggestion: Suggestion; onClose: () => void }) {
  const text = useText();
  const { isPending, error, accept } = useAccept(suggestion);
  const [title, setTitle] = useState(suggestion.text.split("\n")[0]?.slice(0, TITLE_OF_WORDS) ?? "");
  const [description, setDescription] = useState(suggestion.text);
  const isReady = title.trim() !== "";
  const send = () => {
    if (isReady && !isPending)
      accept({ title, description, link: suggestion.link, language: suggestion.language, topics: [], messages: [] });
  };
  return (
    <Dialog
      title={text("write-title")}
      subtitle={text("credit")}
      onClose={onClose}
      footer={
        <Button look="primary" icon={Check} busy={isPending || !isReady} onClick={send}>
          {text("accept")}
        </Button>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field label={text("title-field")}>
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={MAX_TITLE}
              onChange={(event) => setTitle(event.target.value)}
              required
            />
          )}
        </Field>
        <Field label={text("description-field")}>
          {(control) => (
            <textarea
              {...control}
              rows={4}
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <ErrorNotice error={error} />
      </form>
    </Dialog>
  );
}
