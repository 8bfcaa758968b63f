import { useNames } from "@/curate/names";
import type { Offered } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { ButtonLink } from "@/ui/Button";
import styles from "./Details.module.css";
import { useText } from "./text";
import { Uptake } from "./Uptake";

/** The terms of an activity, and how it is taken up. */
export function Details({ itemId, activity }: { itemId: string; activity: Offered }) {
  const text = useText();
  const names = useNames();
  const formats = useFormats();
  return (
    <div className={styles.details}>
      <dl className={styles.terms}>
        <div>
          <dt>{text("state")}</dt>
          <dd>{names.state(activity.state)}</dd>
        </div>
        <div>
          <dt>{text("opens")}</dt>
          <dd>{formats.moment(activity.opens_at)}</dd>
        </div>
        <div>
          <dt>{text(activity.closed_at ? "closed" : "closes")}</dt>
          <dd>{formats.moment(activity.closed_at ?? activity.closes_at)}</dd>
        </div>
        <div>
          <dt>{text("for")}</dt>
          <dd>{names.audience(activity.audience)}</dd>
        </div>
      </dl>
      <Uptake itemId={itemId} activityId={activity.activity_id} />
      <p>
        <ButtonLink href={`/items/${itemId}`}>{text("to-item")}</ButtonLink>
      </p>
    </div>
  );
}
