import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleX } from "lucide-react";
import { useState } from "react";
import { isLive, useNames } from "@/curate/names";
import { closeActivity, type Offered, refreshItems } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Network } from "@/ui/Network";
import { useNow } from "@/ui/now";
import styles from "./ActivityRow.module.css";
import { Audience } from "./Audience";
import { useText } from "./text";

const TONES = { open: "good", upcoming: "accent", over: "plain", closed: "plain" } as const;

/** One activity with its terms, which never change; it can be ended before its time. */
export function ActivityRow({ activity }: { activity: Offered }) {
  const text = useText();
  const names = useNames();
  const priority = names.priority(activity.priority);
  return (
    <article className={styles.row} data-state={activity.state} aria-label={names.activity(activity)}>
      <div className={styles.head}>
        <Network network={activity.network}>{names.activity(activity)}</Network>
        <Chip tone={TONES[activity.state]}>{names.state(activity.state)}</Chip>
        {priority && <Chip tone="accent">{priority}</Chip>}
      </div>
      {activity.reason && <q className={styles.reason}>{activity.reason}</q>}
      <dl className={styles.terms}>
        <div>
          <dt>{text("window")}</dt>
          <dd>
            <Window activity={activity} />
          </dd>
        </div>
        <div>
          <dt>{text("audience")}</dt>
          <dd>
            <Audience audience={activity.audience} />
          </dd>
        </div>
        <div>
          <dt>{text("points")}</dt>
          <dd>{names.points(activity.points)}</dd>
        </div>
        {activity.own_words > 0 && (
          <div>
            <dt>{text("own-words")}</dt>
            <dd>{text("at-least", { percent: activity.own_words })}</dd>
          </div>
        )}
        {activity.target && (
          <div>
            <dt>{text("target")}</dt>
            <dd>
              <a href={activity.target} target="_blank" rel="noreferrer">
                {activity.target.replace(/^https?:\/\//, "")}
              </a>
            </dd>
          </div>
        )}
      </dl>
      {isLive(activity) && <Close activityId={activity.activity_id} />}
    </article>
  );
}

function Window({ activity }: { activity: Offered }) {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const { opens_at: from, closes_at: to, closed_at: closed, state } = activity;
  if (state === "closed" && closed) return text("closed-on", { when: formats.moment(closed) });
  if (state === "upcoming") return text("opens", { when: formats.moment(from), to: formats.moment(to) });
  if (state === "over") return text("was-open", { from: formats.date(from), to: formats.date(to) });
  return text("closes", { when: formats.moment(to), left: formats.relative(to, now) });
}

/** Ending an activity cannot be undone: a second press, with what it means, comes before. */
function Close({ activityId }: { activityId: string }) {
  const text = useText();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const close = useMutation({
    mutationFn: () => closeActivity(activityId),
    onSuccess: () => refreshItems(client),
  });
  if (!isAsked) {
    return (
      <div className={styles.acts}>
        <Button look="quiet" icon={CircleX} onClick={() => setAsked(true)}>
          {text("close")}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.asked}>
      <p>{text("close-words")}</p>
      <div className={styles.acts}>
        <Button look="danger" icon={CircleX} busy={close.isPending} onClick={() => close.mutate()} autoFocus>
          {text("close-now")}
        </Button>
        <Button onClick={() => setAsked(false)}>{text("keep-open")}</Button>
      </div>
      <ErrorNotice error={close.error} />
    </div>
  );
}
