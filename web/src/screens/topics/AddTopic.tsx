import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWishKeys } from "@/api/keys";
import { useErrorText } from "@/api/words";
import { addTopic, topicsQuery } from "@/data/topics";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import styles from "./AddTopic.module.css";
import { useText } from "./text";

export const MAX_NAME = 60;

export function AddTopic() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const keys = useWishKeys();
  const add = useMutation({
    mutationFn: addTopic,
    onSuccess: async () => {
      keys.answered();
      setName("");
      await client.invalidateQueries({ queryKey: topicsQuery.queryKey });
    },
  });
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = name.trim();
        if (wanted && !add.isPending) add.mutate({ name: wanted, key: keys.keyOf(wanted) });
      }}
    >
      <Field label={text("add")} hint={text("add-hint")} error={add.isError ? errorText(add.error) : undefined}>
        {(control) => (
          <div className={styles.row}>
            <input
              {...control}
              value={name}
              maxLength={MAX_NAME}
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value);
                if (add.isError) add.reset();
              }}
              required
            />
            <Button type="submit" look="primary" icon={Plus} busy={add.isPending}>
              {text("add-it")}
            </Button>
          </div>
        )}
      </Field>
    </form>
  );
}
