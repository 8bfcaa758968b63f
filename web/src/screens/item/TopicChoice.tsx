import { useQuery } from "@tanstack/react-query";
import { topicsQuery } from "@/data/topics";
import styles from "./TopicChoice.module.css";
import { useText } from "./text";

interface Props {
  chosen: readonly string[];
  onChange: (topics: readonly string[]) => void;
}

/** What an item is about. An archived topic stays where it is chosen, and is not offered otherwise. */
export function TopicChoice({ chosen, onChange }: Props) {
  const text = useText();
  const topics = useQuery(topicsQuery);
  const offered = topics.data?.filter((topic) => !topic.archived || chosen.includes(topic.topic_id)) ?? [];
  const toggle = (id: string, isChosen: boolean) =>
    onChange(isChosen ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset className={styles.topics}>
      <legend>{text("topics")}</legend>
      {topics.isSuccess && offered.length === 0 && <p className={styles.none}>{text("no-topics")}</p>}
      {offered.map((topic) => (
        <label key={topic.topic_id} className={styles.topic}>
          <input
            type="checkbox"
            checked={chosen.includes(topic.topic_id)}
            onChange={(event) => toggle(topic.topic_id, event.target.checked)}
          />
          {topic.name}
        </label>
      ))}
    </fieldset>
  );
}
