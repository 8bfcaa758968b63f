import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, ArchiveRestore, Check, PenLine, X } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { stateTopic, type Topic, topicsQuery } from "@/data/topics";
import { IconButton } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import field from "@/ui/Field.module.css";
import { useSay } from "@/ui/Toasts";
import { MAX_NAME } from "./AddTopic";
import styles from "./TopicRow.module.css";
import { useText } from "./text";

/** One topic; its name is changed where it stands, and archiving can be undone. */
export function TopicRow({ topic }: { topic: Topic }) {
  const text = useText();
  const [isRenaming, setRenaming] = useState(false);
  const { change, isPending, error } = useChange(topic, () => setRenaming(false));
  return (
    <div className={styles.topic} data-archived={topic.archived || undefined}>
      {isRenaming ? (
        <Rename topic={topic} isPending={isPending} save={change} close={() => setRenaming(false)} />
      ) : (
        <div className={styles.row}>
          <p className={styles.name}>{topic.name}</p>
          {!topic.archived && (
            <IconButton icon={PenLine} label={text("rename", { name: topic.name })} onClick={() => setRenaming(true)} />
          )}
          <IconButton
            icon={topic.archived ? ArchiveRestore : Archive}
            label={text(topic.archived ? "take-up" : "archive", { name: topic.name })}
            aria-disabled={isPending || undefined}
            onClick={() => !isPending && change(topic.name, !topic.archived)}
          />
        </div>
      )}
      <ErrorNotice error={error} />
    </div>
  );
}

interface RenameProps {
  topic: Topic;
  isPending: boolean;
  save: (name: string, archived: boolean) => void;
  close: () => void;
}

function Rename({ topic, isPending, save, close }: RenameProps) {
  const text = useText();
  const [name, setName] = useState(topic.name);
  return (
    <form
      className={styles.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !isPending) save(name.trim(), topic.archived);
      }}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <input
        className={field.input}
        aria-label={text("new-name", { name: topic.name })}
        value={name}
        maxLength={MAX_NAME}
        // biome-ignore lint/a11y/noAutofocus: it stands where the button was that was pressed
        autoFocus
        onChange={(event) => setName(event.target.value)}
        required
      />
      <IconButton type="submit" icon={Check} label={text("save")} aria-disabled={isPending || undefined} />
      <IconButton icon={X} label={text("leave")} onClick={close} />
    </form>
  );
}

function useChange(topic: Topic, onDone: () => void) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const state = useMutation({
    mutationFn: stateTopic,
    onSuccess: async (_, { name, archived }) => {
      await client.invalidateQueries({ queryKey: topicsQuery.queryKey });
      onDone();
      if (archived && !topic.archived) say(text("archived-now", { name }), { undo: () => change(name, false) });
    },
  });
  const change = (name: string, archived: boolean) =>
    state.mutate({ topicId: topic.topic_id, name, archived, key: newKey() });
  return { change, isPending: state.isPending, error: state.error };
}
