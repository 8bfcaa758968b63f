import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { newKey } from "@/api/client";
import { type Activity, declinedQuery, isInTime, undoDecline } from "@/data/feed";
import { useDeeds } from "@/deed/deeds";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Network } from "@/ui/Network";
import { useNow } from "@/ui/now";
import rows from "@/ui/Rows.module.css";
import styles from "./Declined.module.css";
import { useText } from "./text";

/** What one said no to and may still take up, folded: only they see it. Always asked for, so that asking says nothing. */
export function Declined() {
  const text = useText();
  const now = useNow();
  const declined = useQuery(declinedQuery).data?.filter((activity) => isInTime(activity, now));
  if (!declined?.length) return null;
  return (
    <details className={styles.declined}>
      <summary className={styles.heading}>{text("declined-count", { count: declined.length })}</summary>
      <p className={styles.soft}>{text("declined-words")}</p>
      <ul className={rows.rows}>
        {declined.map((activity) => (
          <li key={activity.activity_id}>
            <Row activity={activity} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row({ activity }: { activity: Activity }) {
  const text = useText();
  const deeds = useDeeds();
  const client = useQueryClient();
  const bring = useMutation({ mutationFn: (key: string) => undoDecline(client, activity, key) });
  const { kind, network, content } = activity;
  return (
    <div className={rows.row}>
      <div className={styles.what}>
        <Network network={network}>{deeds.on(kind, network)}</Network>
        <h3 className={styles.title}>
          {deeds.to(kind, network, content?.target ?? null) ?? (content?.title || text("untitled"))}
        </h3>
      </div>
      <Button icon={RotateCcw} busy={bring.isPending} onClick={() => bring.mutate(newKey())}>
        {text("take-up")}
      </Button>
      <ErrorNotice error={bring.error} />
    </div>
  );
}
