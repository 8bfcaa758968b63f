import { useQuery } from "@tanstack/react-query";
import { Tags } from "lucide-react";
import { type Topic, topicsQuery } from "@/data/topics";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { AddTopic } from "./AddTopic";
import { TopicRow } from "./TopicRow";
import styles from "./Topics.module.css";
import { useText } from "./text";

/** What the programme speaks about: people choose what they like, and it comes first in their feeds. */
export default function Topics() {
  const text = useText();
  const topics = useQuery(topicsQuery);
  const used = topics.data?.filter((topic) => !topic.archived) ?? [];
  const archived = topics.data?.filter((topic) => topic.archived) ?? [];
  return (
    <Page title={text("title")} lead={text("lead")}>
      <AddTopic />
      {topics.isPending && <Skeletons of={topics} count={4} shape="line" />}
      {topics.isError && !topics.data && <ErrorState error={topics.error} retry={() => void topics.refetch()} />}
      {topics.data?.length === 0 && (
        <EmptyState icon={Tags} title={text("empty")}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      <List topics={used} />
      {archived.length > 0 && (
        <section className={styles.section} aria-labelledby="archived-topics">
          <h2 id="archived-topics">{text("archived")}</h2>
          <p className={styles.note}>{text("archived-words")}</p>
          <List topics={archived} />
        </section>
      )}
    </Page>
  );
}

function List({ topics }: { topics: readonly Topic[] }) {
  if (topics.length === 0) return null;
  return (
    <ul className={styles.list}>
      {topics.map((topic) => (
        <li key={topic.topic_id}>
          <TopicRow topic={topic} />
        </li>
      ))}
    </ul>
  );
}
