import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useWishKeys } from "@/api/keys";
import { useReadingText } from "@/curate/reading";
import { refreshItems } from "@/data/items";
import { follow, sourcesQuery } from "@/data/sources";
import { AddressInput } from "@/ui/AddressInput";
import { Button, ButtonLink } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Notice } from "@/ui/Notice";
import styles from "./AddFeed.module.css";
import { useText } from "./text";

/** A feed is read before it is followed: what cannot be read is told here, and nothing is stored. */
export function AddFeed() {
  const text = useText();
  const readingText = useReadingText();
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
        error={add.isError ? readingText(add.error) : undefined}
      >
        {(control) => (
          <div className={styles.row}>
            <AddressInput
              {...control}
              value={url}
              readOnly={add.isPending}
              onValue={(typed) => {
                setUrl(typed);
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
