import { useQuery } from "@tanstack/react-query";
import { Archive, HandHeart, Hourglass, Megaphone, Tag } from "lucide-react";
import { Link } from "wouter";
import { hostOf, isLive, useNames } from "@/curate/names";
import type { Item } from "@/data/items";
import { topicsQuery } from "@/data/topics";
import { useFormats } from "@/i18n/formats";
import { Chip } from "@/ui/Chip";
import { Network } from "@/ui/Network";
import { useNow } from "@/ui/now";
import styles from "./ItemRow.module.css";
import { useText } from "./text";

/** One item: what it is, where it is from, what is offered with it. The whole row leads to it. */
export function ItemRow({ item }: { item: Item }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const { words } = item;
  const from = text("brought", { from: text(`from-${item.source}`), when: formats.relative(item.curated_at, now) });
  return (
    <article className={styles.row} aria-labelledby={`item-${item.item_id}`}>
      <div className={styles.words}>
        <h2 id={`item-${item.item_id}`} className={styles.title} lang={words?.language ?? undefined}>
          <Link href={`/items/${item.item_id}`}>{words?.title ?? text("gone")}</Link>
        </h2>
        {words?.description && (
          <p className={styles.description} lang={words.language ?? undefined}>
            {words.description}
          </p>
        )}
        <p className={styles.from}>
          {words?.link && <span className={styles.host}>{hostOf(words.link)}</span>} {from}
        </p>
      </div>
      <Standing item={item} />
    </article>
  );
}

function Standing({ item }: { item: Item }) {
  const text = useText();
  const names = useNames();
  const formats = useFormats();
  const now = useNow();
  const topics = useQuery(topicsQuery);
  const live = item.activities.filter(isLive);
  const networks = [...new Set(live.map((activity) => activity.network))];
  const priority = names.priority(Math.max(0, ...live.map((activity) => activity.priority)));
  return (
    <div className={styles.standing}>
      {networks.map((network) => (
        <Network key={network} network={network} />
      ))}
      {item.state === "retired" ? (
        <Chip icon={Archive}>{text(item.retired_because === "expired" ? "expired" : "ended")}</Chip>
      ) : (
        <Chip tone={live.length > 0 ? "good" : "plain"} icon={Megaphone}>
          {live.length > 0 ? text("open-on", { count: live.length }) : text("not-offered")}
        </Chip>
      )}
      {priority && <Chip tone="accent">{priority}</Chip>}
      {item.state === "active" && item.expires_at && (
        <Chip tone="warn" icon={Hourglass}>
          {text("expires", { when: formats.relative(item.expires_at, now) })}
        </Chip>
      )}
      {topics.data
        ?.filter((topic) => item.topics.includes(topic.topic_id))
        .map((topic) => (
          <Chip key={topic.topic_id} icon={Tag}>
            {topic.name}
          </Chip>
        ))}
      {item.suggested_by && <Chip icon={HandHeart}>{text("suggested")}</Chip>}
    </div>
  );
}
