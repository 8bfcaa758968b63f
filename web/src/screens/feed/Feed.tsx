import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { PartyPopper, Sprout } from "lucide-react";
import { type ReactNode, useCallback, useState } from "react";
import { useSearchParams } from "wouter";
import { newKey } from "@/api/client";
import { useErrorText } from "@/api/words";
import { ApproveDialog, type Start } from "@/approve/ApproveDialog";
import { type Activity, activitiesOf, decline, feedQuery, isInTime, isOpen, undoDecline } from "@/data/feed";
import { ButtonLink } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { useNow } from "@/ui/now";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { useSay } from "@/ui/Toasts";
import { Card } from "./Card";
import { Declined } from "./Declined";
import styles from "./Feed.module.css";
import { type Act, useKeys } from "./keys";
import { useText } from "./text";

/** What one may do now: a card each, what closes soon and what is new first. */
export default function Feed() {
  const text = useText();
  const feed = useInfiniteQuery(feedQuery);
  const { opened, open, close } = useOpened();
  const remove = useDecline();
  const now = useNow();
  const activities = activitiesOf(feed.data);
  const todo = activities.filter((activity) => isOpen(activity) && isInTime(activity, now));
  const act = useCallback<Act>(
    (activity, verb) => (verb === "decline" ? remove(activity) : open(activity.activity_id, verb)),
    [remove, open],
  );
  const keys = useKeys(todo, act, opened === null);

  if (feed.isPending) return <Frame todo={0} body={<Skeletons of={feed} count={3} />} />;
  if (feed.data === undefined) {
    return <Frame todo={0} body={<ErrorState error={feed.error} retry={() => void feed.refetch()} />} />;
  }
  return (
    <>
      <Frame
        todo={todo.length}
        body={
          <>
            {todo.length === 0 && <Nothing hasApproved={!activities.every(isOpen)} />}
            <ul className={styles.cards} ref={keys.list}>
              {todo.map((activity) => (
                <li key={activity.activity_id} data-activity={activity.activity_id}>
                  <Card activity={activity} act={act} />
                </li>
              ))}
            </ul>
            <NextPage of={feed}>{text("more")}</NextPage>
            <Declined />
            {todo.length > 0 && <p className={styles.keys}>{text("keys")}</p>}
          </>
        }
      />
      {opened && (
        <ApproveDialog
          key={opened.activityId}
          activityId={opened.activityId}
          start={opened.start}
          next={todo.find((activity) => activity.activity_id !== opened.activityId)?.activity_id}
          onNext={(activityId) => open(activityId, "edit")}
          onClose={close}
        />
      )}
    </>
  );
}

function Frame({ todo, body }: { todo: number; body: ReactNode }) {
  const text = useText();
  return (
    <Page title={text("title")} lead={todo > 0 ? text("lead", { count: todo }) : undefined}>
      {body}
    </Page>
  );
}

function Nothing({ hasApproved }: { hasApproved: boolean }) {
  const text = useText();
  if (hasApproved) {
    return (
      <EmptyState
        icon={PartyPopper}
        title={text("done")}
        action={<ButtonLink href="/week">{text("to-week")}</ButtonLink>}
      >
        <p>{text("done-words")}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={Sprout} title={text("empty")}>
      <p>{text("empty-words")}</p>
    </EmptyState>
  );
}

interface Opened {
  activityId: string;
  start: Start;
}

/** Which activity's dialog is open stands in the address, so that a reload comes back to it. */
function useOpened() {
  const [search, setSearch] = useSearchParams();
  const [start, setStart] = useState<Start>("edit");
  const activityId = search.get("approve");
  const open = useCallback(
    (wanted: string, how: Start) => {
      setStart(how);
      setSearch({ approve: wanted });
    },
    [setSearch],
  );
  const close = useCallback(() => setSearch({}), [setSearch]);
  const opened: Opened | null = activityId === null ? null : { activityId, start };
  return { opened, open, close };
}

interface Wish {
  activity: Activity;
  key: string;
}

function useDecline(): (activity: Activity) => void {
  const client = useQueryClient();
  const say = useSay();
  const text = useText();
  const errorText = useErrorText();
  const onError = (error: unknown) => say(errorText(error));
  const bring = useMutation({ mutationFn: ({ activity, key }: Wish) => undoDecline(client, activity, key), onError });
  const remove = useMutation({
    mutationFn: ({ activity, key }: Wish) => decline(client, activity, key),
    onSuccess: (_, { activity }) => say(text("declined"), { undo: () => bring.mutate({ activity, key: newKey() }) }),
    onError,
  });
  const { mutate } = remove;
  return useCallback((activity) => mutate({ activity, key: newKey() }), [mutate]);
}
