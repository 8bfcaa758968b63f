import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CirclePause, Pause, Play, RotateCw, Trash2 } from "lucide-react";
import { newKey } from "@/api/client";
import { useErrorText, useReasonText } from "@/api/words";
import { hostOf } from "@/curate/names";
import { refreshItems } from "@/data/items";
import { follow, look, pause, resume, type Source, sourcesQuery, unfollow } from "@/data/sources";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { useNow } from "@/ui/now";
import { useSay } from "@/ui/Toasts";
import styles from "./FeedRow.module.css";
import { useText } from "./text";

/** One feed: where it is, when it was read, what went wrong. */
export function FeedRow({ feed }: { feed: Source }) {
  const text = useText();
  const formats = useFormats();
  const reasonText = useReasonText();
  const now = useNow();
  const host = feed.url ? hostOf(feed.url) : text("no-address");
  return (
    <article className={styles.row} aria-labelledby={`feed-${feed.feed_id}`}>
      <div className={styles.head}>
        <h2 id={`feed-${feed.feed_id}`} className={styles.host}>
          {host}
        </h2>
        <Standing feed={feed} />
      </div>
      {feed.url && <p className={styles.address}>{feed.url}</p>}
      <p className={styles.read}>
        {feed.polled_at ? text("read", { when: formats.relative(feed.polled_at, now) }) : text("not-read")}
        {" · "}
        {text("followed", { when: formats.date(feed.added_at) })}
      </p>
      {feed.problem && (
        <Notice tone="warn">
          {text("problem", { count: feed.failures })} {reasonText(feed.problem)} {!feed.paused && text("tried-again")}
        </Notice>
      )}
      <Acts feed={feed} host={host} />
    </article>
  );
}

function Standing({ feed }: { feed: Source }) {
  const text = useText();
  if (feed.paused) return <Chip icon={CirclePause}>{text("paused")}</Chip>;
  if (feed.failures > 0) {
    return (
      <Chip tone="bad" icon={CircleAlert}>
        {text("failing")}
      </Chip>
    );
  }
  return (
    <Chip tone="good" icon={CircleCheck}>
      {text("well")}
    </Chip>
  );
}

function Acts({ feed, host }: { feed: Source; host: string }) {
  const text = useText();
  const acts = useActs(feed, host);
  const { isPending } = acts.turn;
  return (
    <>
      <div className={styles.acts}>
        <Button icon={RotateCw} busy={acts.read.isPending} onClick={acts.readNow}>
          {text(acts.read.isPending ? "reading" : "read-now")}
        </Button>
        <Button look="quiet" icon={feed.paused ? Play : Pause} busy={isPending} onClick={acts.turnNow}>
          {text(feed.paused ? "resume" : "pause")}
        </Button>
        <Button look="danger" icon={Trash2} busy={acts.end.isPending} onClick={acts.endNow}>
          {text("remove")}
        </Button>
      </div>
      <ErrorNotice error={acts.error} />
    </>
  );
}

/** Reading now, resting and going on, and no longer, which can be undone. */
function useActs(feed: Source, host: string) {
  const text = useText();
  const say = useSay();
  const errorText = useErrorText();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  const again = useMutation({ mutationFn: follow, onSuccess: refresh, onError: (error) => say(errorText(error)) });
  const read = useMutation({
    mutationFn: look,
    onSuccess: async ({ items }) => {
      await refreshItems(client);
      say(text("read-done", { host, count: items.length }));
    },
    onSettled: refresh, // a failure is noted, too
  });
  const turn = useMutation({ mutationFn: feed.paused ? resume : pause, onSuccess: refresh });
  const end = useMutation({
    mutationFn: unfollow,
    onSuccess: async () => {
      const { url } = feed;
      const undo = url === null ? {} : { undo: () => again.mutate({ url, key: newKey() }) };
      say(text("removed", { host }), undo);
      await refresh();
    },
  });
  const wish = () => ({ feedId: feed.feed_id, key: newKey() });
  return {
    read,
    turn,
    end,
    readNow: () => read.mutate(wish()),
    turnNow: () => turn.mutate(wish()),
    endNow: () => end.mutate(wish()),
    error: turn.error ?? end.error ?? read.error,
  };
}
