import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWishKeys } from "@/api/keys";
import { useErrorText } from "@/api/words";
import { refreshItems } from "@/data/items";
import { follow, sourcesQuery } from "@/data/sources";
import { Button, ButtonLink } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import styles from "./AddFeed.module.css";
import { useText } from "./text";

/** A feed is read before it is followed: what cannot be read is told here, and nothing is stored. */
export function AddFeed() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const keys = useWishKeys();
  const add = useMutation({
    mutationFn: follow,
    onSuccess: async () => {
      keys.answered();
      setUrl("");
      await Promise.all([client.invalidateQueries({ queryKey: sourcesQuery.queryKey }), refreshItems(client)]);
    },
  });
  return (
    <form
      className={styles.add}
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = url.trim();
        if (wanted && !add.isPending) add.mutate({ url: wanted, key: keys.keyOf(wanted) });
      }}
    >
      <Field
        label={text("add")}
        hint={text(add.isPending ? "reading" : "add-hint")}
        error={add.isError ? errorText(add.error) : undefined}
      >
        {(control) => (
          <div className={styles.row}>
            <input
              {...control}
              type="url"
              placeholder="https://"
              autoComplete="off"
              value={url}
              readOnly={add.isPending}
              onChange={(event) => {
                setUrl(event.target.value);
                if (!add.isIdle) add.reset();
              }}
              required
            />
            <Button type="submit" look="primary" icon={Plus} busy={add.isPending}>
              {text("follow")}
            </Button>
          </div>
        )}
      </Field>
      {add.isSuccess && (
        <div className={styles.added}>
          <Notice tone="good" live>
            {text("added", { count: add.data.items.length })}
          </Notice>
          {add.data.items.length > 0 && <ButtonLink href="/items">{text("to-items")}</ButtonLink>}
        </div>
      )}
    </form>
  );
}
