import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Eye, EyeOff } from "lucide-react";
import { newKey } from "@/api/client";
import { meQuery, type Preferences, savePreferences } from "@/data/person";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import styles from "./Listing.module.css";
import { useText } from "./text";

interface Wish {
  listed: boolean;
  key: string;
}

/** Whether one's own name stands here: what that means, and the way out of it and back. */
export function Listing({ preferences }: { preferences: Preferences }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const list = useMutation({
    mutationFn: ({ listed, key }: Wish) => savePreferences({ ...preferences, listed }, key),
    onSuccess: async (_, { listed }) => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      say(text(listed ? "listed" : "unlisted"), { undo: () => choose(!listed) });
      await client.invalidateQueries({ queryKey: ["gamification"] });
    },
  });
  const choose = (listed: boolean) => list.mutate({ listed, key: newKey() });
  const { listed } = preferences;
  return (
    <section className={styles.listing} aria-labelledby="listing">
      <h2 id="listing" className={styles.title}>
        {text(listed ? "you-are-listed" : "you-are-not-listed")}
      </h2>
      <p className={styles.words}>{text(listed ? "listed-words" : "not-listed-words")}</p>
      <ErrorNotice error={list.error} />
      <Button icon={listed ? EyeOff : Eye} busy={list.isPending} onClick={() => choose(!listed)}>
        {text(listed ? "unlist" : "list")}
      </Button>
    </section>
  );
}
