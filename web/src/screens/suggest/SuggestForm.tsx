import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useWishKeys } from "@/api/keys";
import { ownSuggestionsQuery, suggest } from "@/data/suggestions";
import { AddressInput } from "@/ui/AddressInput";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import { useKept } from "@/ui/kept";
import { useSay } from "@/ui/Toasts";
import styles from "./SuggestForm.module.css";
import { useText } from "./text";

interface Draft {
  link: string;
  text: string;
  reason: string;
}

const NOTHING: Draft = { link: "", text: "", reason: "" };
const MAX_TEXT = 5000;
const MAX_REASON = 1000;

/** A link or words, and why. What is typed is kept until it was taken. */
export function SuggestForm() {
  const text = useText();
  const { draft, change, send, isReady, isPending, error } = useSuggest();
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Field label={text("link")} hint={text("link-hint")}>
        {(control) => <AddressInput {...control} value={draft.link} onValue={(link) => change({ ...draft, link })} />}
      </Field>
      <Field label={text("words")}>
        {(control) => (
          <textarea
            {...control}
            rows={3}
            maxLength={MAX_TEXT}
            value={draft.text}
            onChange={(event) => change({ ...draft, text: event.target.value })}
          />
        )}
      </Field>
      <Field label={text("reason")} hint={text("reason-hint")}>
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={MAX_REASON}
            value={draft.reason}
            onChange={(event) => change({ ...draft, reason: event.target.value })}
            required
          />
        )}
      </Field>
      <ErrorNotice error={error} />
      <div className={styles.acts}>
        <p className={styles.note}>{text(isReady ? "note" : "not-ready")}</p>
        <Button type="submit" look="primary" icon={Send} busy={isPending || !isReady}>
          {text("send")}
        </Button>
      </div>
    </form>
  );
}

function useSuggest() {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const [kept, change] = useKept<Draft>("suggestion");
  const draft = kept ?? NOTHING;
  const keys = useWishKeys();
  const made = useMutation({
    mutationFn: suggest,
    onSuccess: async () => {
      keys.answered();
      change(null);
      say(text("sent"));
      await client.invalidateQueries({ queryKey: ownSuggestionsQuery.queryKey });
    },
  });
  const isReady = draft.reason.trim() !== "" && (draft.link.trim() !== "" || draft.text.trim() !== "");
  const send = () => {
    if (!isReady || made.isPending) return;
    // In which language a page or a text is, nobody guesses: a curator sees it.
    const suggested = { link: draft.link.trim() || null, text: draft.text, reason: draft.reason, language: null };
    made.mutate({ suggested, key: keys.keyOf(suggested) });
  };
  return { draft, change, send, isReady, isPending: made.isPending, error: made.error };
}
