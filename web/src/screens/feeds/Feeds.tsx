import { useQuery } from "@tanstack/react-query";
import { Rss } from "lucide-react";
import { sourcesQuery } from "@/data/sources";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { AddFeed } from "./AddFeed";
import { FeedRow } from "./FeedRow";
import styles from "./Feeds.module.css";
import { useText } from "./text";

/** The feeds that items come from by themselves: how each fares, and what can be done about it. */
export default function Feeds() {
  const text = useText();
  const feeds = useQuery(sourcesQuery);
  return (
    <Page title={text("title")} lead={text("lead")}>
      <AddFeed />
      {feeds.isPending && <Skeletons of={feeds} count={2} />}
      {feeds.isError && !feeds.data && <ErrorState error={feeds.error} retry={() => void feeds.refetch()} />}
      {feeds.data?.length === 0 && (
        <EmptyState icon={Rss} title={text("empty")}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      <ul className={styles.feeds}>
        {feeds.data?.map((feed) => (
          <li key={feed.feed_id}>
            <FeedRow feed={feed} />
          </li>
        ))}
      </ul>
    </Page>
  );
}
