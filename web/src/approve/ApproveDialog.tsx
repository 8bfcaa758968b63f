import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { CircleSlash } from "lucide-react";
import { useEffect } from "react";
import { accountsQuery } from "@/data/accounts";
import { type Activity, activitiesOf, feedQuery } from "@/data/feed";
import { networkName } from "@/data/networks";
import { Dialog } from "@/ui/Dialog";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Composer } from "./Composer";
import { ConnectFirst } from "./ConnectFirst";
import { CopyText } from "./CopyText";
import { useDrafts } from "./draft";
import { useText } from "./text";

/** What the person came for: to change the words, or to approve those that are there. */
export type Start = "edit" | "approve";

interface Props {
  activityId: string;
  start: Start;
  /** Another activity that waits, to go on with afterwards. */
  next: string | undefined;
  onNext: (activityId: string) => void;
  onClose: () => void;
}

/** From an activity to an approval of exactly the words that are shown. */
export function ApproveDialog({ activityId, start, next, onNext, onClose }: Props) {
  const text = useText();
  const { activity, isSearching, error, retry } = useActivity(activityId);
  const accounts = useQuery(accountsQuery);
  const typed = useDrafts().read(activityId)?.text;

  if (activity && accounts.data) {
    const usable = accounts.data.filter((each) => each.connected && each.network === activity.network);
    if (usable.length > 0 || activity.by_hand) {
      const then = { next, onNext, onClose };
      return <Composer activity={activity} accounts={activity.by_hand ? [] : usable} start={start} then={then} />;
    }
    return (
      <Dialog title={activity.content?.title ?? ""} onClose={onClose}>
        <ConnectFirst network={networkName(activity.network)} />
      </Dialog>
    );
  }
  const failed = error ?? accounts.error;
  return (
    <Dialog title={text("title")} onClose={onClose} wide>
      {failed && <ErrorState error={failed} retry={() => void Promise.all([retry(), accounts.refetch()])} />}
      {!failed && (isSearching || accounts.isPending) && <Skeletons count={2} />}
      {!failed && !isSearching && accounts.isSuccess && (
        <>
          <EmptyState icon={CircleSlash} title={text("gone")}>
            <p>{text("gone-words")}</p>
          </EmptyState>
          {typed && <CopyText label={text("words")} value={typed} />}
        </>
      )}
    </Dialog>
  );
}

/** The activity, looked for through the whole feed. */
function useActivity(activityId: string) {
  const feed = useInfiniteQuery(feedQuery);
  const activity: Activity | undefined = activitiesOf(feed.data).find((each) => each.activity_id === activityId);
  const { hasNextPage, isFetching, fetchNextPage } = feed;
  const goOn = activity === undefined && hasNextPage && !isFetching; // a page asked for would end what is read anew
  useEffect(() => {
    if (goOn) void fetchNextPage();
  }, [goOn, fetchNextPage]);
  const isSearching = feed.isPending || (activity === undefined && hasNextPage);
  return { activity, isSearching, error: feed.data ? null : feed.error, retry: feed.refetch };
}
