import { useMutation, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useRef, useState } from "react";
import { useWishKeys } from "@/api/keys";
import { declineSuggestion, type Suggestion, waitingQuery } from "@/data/suggestions";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import { useSay } from "@/ui/Toasts";
import styles from "./Dialogs.module.css";
import { useText } from "./text";

const MAX_REASON = 1000;

/** No decline without a reason: its suggester reads it. */
export function DeclineDialog({ suggestion, onClose }: { suggestion: Suggestion; onClose: () => void }) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState("");
  const keys = useWishKeys();
  const decline = useMutation({
    mutationFn: (key: string) => declineSuggestion(suggestion.suggestion_id, reason.trim(), key),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: waitingQuery.queryKey });
      say(text("declined"));
      onClose();
    },
  });
  const isReady = reason.trim() !== "";
  const send = () => {
    if (isReady && !decline.isPending) decline.mutate(keys.keyOf(reason.trim()));
  };
  return (
    <Dialog
      title={text("decline-title")}
      subtitle={text("decline-words")}
      onClose={onClose}
      focus={field}
      footer={
        <Button look="primary" icon={X} busy={decline.isPending || !isReady} onClick={send}>
          {text("decline-send")}
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
        <Field label={text("reason-field")} hint={text("reason-hint")}>
          {(control) => (
            <textarea
              {...control}
              ref={field}
              rows={4}
              maxLength={MAX_REASON}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              required
            />
          )}
        </Field>
        <div className={styles.starts}>
          <span>{text("start-with")}</span>
          {(["start-known", "start-fit", "start-later"] as const).map((key) => (
            <button key={key} type="button" onClick={() => setReason(text(key))}>
              {text(key)}
            </button>
          ))}
        </div>
        <ErrorNotice error={decline.error} />
      </form>
    </Dialog>
  );
}
