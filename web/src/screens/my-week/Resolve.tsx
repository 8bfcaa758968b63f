import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/api/client";
import { approvalsQuery, type Post, postsQuery, resolve, type Seen } from "@/data/posts";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { LineField } from "@/ui/LineField";
import styles from "./Resolve.module.css";
import { useText } from "./text";

/** The network did not say whether it took a post: the person looks, and says what they see. Nothing is sent again. */
export function Resolve({ post }: { post: Post }) {
  const text = useText();
  const client = useQueryClient();
  const [link, setLink] = useState("");
  const say = useMutation({
    mutationFn: ({ seen, key }: { seen: Seen; key: string }) => resolve(post.post_id, seen, key),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: postsQuery.queryKey }),
        client.invalidateQueries({ queryKey: approvalsQuery.queryKey }),
      ]),
  });
  const tell = (seen: Seen) => say.mutate({ seen, key: newKey() });
  return (
    <div className={styles.resolve}>
      <LineField
        label={text("resolve-link")}
        type="url"
        inputMode="url"
        value={link}
        onChange={(event) => setLink(event.target.value)}
      />
      <div className={styles.acts}>
        <Button
          look="primary"
          busy={say.isPending}
          onClick={() => tell(link ? { outcome: "posted", link } : { outcome: "posted" })}
        >
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
