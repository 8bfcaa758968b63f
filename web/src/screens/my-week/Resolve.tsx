import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/api/client";
import { approvalsQuery, type Post, postsQuery, resolve, type Seen } from "@/data/posts";
import { AddressInput } from "@/ui/AddressInput";
import { isOfWeb, wholeAddress } from "@/ui/address";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Field } from "@/ui/Field";
import styles from "./Resolve.module.css";
import { useText } from "./text";

/** The network did not say whether it took a post: the person looks, and says what they see. Nothing is sent again. */
export function Resolve({ post }: { post: Post }) {
  const text = useText();
  const client = useQueryClient();
  const [link, setLink] = useState("");
  const [isWrong, setWrong] = useState(false);
  const say = useMutation({
    mutationFn: ({ seen, key }: { seen: Seen; key: string }) => resolve(post.post_id, seen, key),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: postsQuery.queryKey }),
        client.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
      ]),
  });
  const tell = (seen: Seen) => say.mutate({ seen, key: newKey() });
  function isThere(): void {
    const address = wholeAddress(link);
    if (address === "") tell({ outcome: "posted" });
    else if (isOfWeb(address)) tell({ outcome: "posted", link: address });
    else setWrong(true);
  }
  return (
    <div className={styles.resolve}>
      <Field label={text("resolve-link")} error={isWrong ? text("resolve-no-link") : undefined}>
        {(control) => (
          <AddressInput
            {...control}
            value={link}
            onValue={(typed) => {
              setLink(typed);
              setWrong(false);
            }}
          />
        )}
      </Field>
      <div className={styles.acts}>
        <Button look="primary" busy={say.isPending} onClick={isThere}>
          {text("it-is-there")}
        </Button>
        <Button busy={say.isPending} onClick={() => tell({ outcome: "not-posted" })}>
          {text("it-is-not-there")}
        </Button>
      </div>
      <ErrorNotice error={say.error} />
    </div>
  );
}
