import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LinkIcon } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useWishKeys } from "@/api/keys";
import { useReadingText } from "@/curate/reading";
import { bringIn, refreshItems } from "@/data/items";
import { AddressInput } from "@/ui/AddressInput";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import styles from "./PasteLink.module.css";
import { useText } from "./text";

/** An address becomes an item with the page's own words, and one goes on with it. What was typed stays until then. */
export function PasteLink() {
  const text = useText();
  const readingText = useReadingText();
  const client = useQueryClient();
  const [, go] = useLocation();
  const [url, setUrl] = useState("");
  const keys = useWishKeys();
  const bring = useMutation({
    mutationFn: bringIn,
    onSuccess: async ({ item_id }) => {
      keys.answered();
      await refreshItems(client);
      go(`/items/${item_id}`);
    },
  });
  const submit = () => {
    const wanted = url.trim();
    if (wanted && !bring.isPending) bring.mutate({ url: wanted, key: keys.keyOf(wanted) });
  };
  return (
    <form
      className={styles.paste}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Field
        label={text("paste")}
        hint={bring.isPending ? text("bringing") : text("paste-hint")}
        error={bring.isError ? readingText(bring.error) : undefined}
      >
        {(control) => (
          <div className={styles.row}>
            <AddressInput
              {...control}
              value={url}
              readOnly={bring.isPending}
              onValue={(typed) => {
                setUrl(typed);
                if (bring.isError) bring.reset();
              }}
              onPaste={() => bring.isError && bring.reset()}
              required
            />
            <Button type="submit" look="primary" icon={LinkIcon} busy={bring.isPending}>
              {text("bring")}
            </Button>
          </div>
        )}
      </Field>
      {bring.isPending && <div className={styles.progress} aria-hidden />}
    </form>
  );
}
