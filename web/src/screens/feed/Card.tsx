import { CalendarClock, Check, Clock, Link2, Sparkles, X } from "lucide-react";
import { AskedBy } from "@/approve/AskedBy";
import { hasWords } from "@/approve/kinds";
import type { Activity } from "@/data/feed";
import { useDeeds } from "@/deed/deeds";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Network } from "@/ui/Network";
import { useNow } from "@/ui/now";
import styles from "./Card.module.css";
import type { Act } from "./keys";
import { Picture } from "./Picture";
import { useText } from "./text";

const DAY = 24 * 60 * 60_000;
const SOON = 2 * DAY;
const NEW = DAY;

interface Props {
  activity: Activity;
  act: Act;
}

/** One activity: what, on which network, who asks and why, what it is worth, how long there is time. */
export function Card({ activity, act }: Props) {
  const text = useText();
  const deeds = useDeeds();
  const { content, kind, network } = activity;
  const title = content?.title || text("untitled");
  const target = content?.target ?? null;
  const deed = deeds.to(kind, network, target);
  const message = hasWords(kind) ? content?.messages[0]?.text : undefined;
  const address = deed ? target : content?.link;
  return (
    <article className={styles.card} tabIndex={-1} aria-labelledby={`title-${activity.activity_id}`}>
      <div className={styles.top}>
        <Network network={network}>{deeds.on(kind, network)}</Network>
        <TimeLeft activity={activity} />
      </div>
      {/* What is done to somebody's post or account is said by name; what it is about stands below. */}
      <div className={styles.about}>
        <div className={styles.names}>
          <div id={`title-${activity.activity_id}`}>
            <h2 className={styles.title}>{deed ?? title}</h2>
            {deed && <p>{title}</p>}
          </div>
          <AskedBy activity={activity} />
        </div>
        {content?.image && <Picture activityId={activity.activity_id} />}
      </div>
      {content === null && <p className={styles.soft}>{text("no-words")}</p>}
      {message && <p className={styles.message}>{message}</p>}
      {address && (
        <p className={styles.link}>
          <Link2 aria-hidden size={16} />
          <a href={address} target="_blank" rel="noreferrer">
            {deed ? text(kind === "follow" ? "see-account" : "see-post") : hostOf(address)}
          </a>
        </p>
      )}
      <Worth activity={activity} />
      <div className={styles.acts}>
        <Button look="primary" icon={Check} onClick={() => act(activity, "edit")}>
          {text("review")}
        </Button>
        <Button look="quiet" icon={X} onClick={() => act(activity, "decline")}>
          {text("decline")}
        </Button>
      </div>
    </article>
  );
}

function TimeLeft({ activity }: { activity: Activity }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const soon = Date.parse(activity.closes_at) - now < SOON;
  return (
    <Chip tone={soon ? "warn" : "plain"} icon={soon ? Clock : CalendarClock}>
      {text("left", { span: formats.span(activity.closes_at, now) })}
    </Chip>
  );
}

function Worth({ activity }: { activity: Activity }) {
  const text = useText();
  const now = useNow();
  const isNew = now - Date.parse(activity.offered_at) < NEW;
  return (
    <p className={styles.worth}>
      {isNew && <Chip tone="good">{text("new")}</Chip>}
      {activity.points > 0 && (
        <Chip tone="accent" icon={Sparkles}>
          {text(activity.by_hand ? "points-reported" : "points", { points: activity.points })}
        </Chip>
      )}
      {activity.own_words > 0 && <Chip>{text("own-words", { percent: activity.own_words })}</Chip>}
    </p>
  );
}

function hostOf(link: string): string {
  return URL.canParse(link) ? new URL(link).host : link;
}
