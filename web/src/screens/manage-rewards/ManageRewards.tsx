import { useQuery } from "@tanstack/react-query";
import { PackageOpen, Plus } from "lucide-react";
import { useState } from "react";
import { type Reward, retiredQuery, rewardsQuery } from "@/data/rewards";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import rows from "@/ui/Rows.module.css";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import styles from "./ManageRewards.module.css";
import { NewRewardDialog } from "./NewRewardDialog";
import { Redemptions } from "./Redemptions";
import { RetireDialog } from "./RetireDialog";
import { RewardRow } from "./RewardRow";
import { useText } from "./text";

/** For administrators: what waits to be handed over, and what there is to have. */
export default function ManageRewards() {
  const text = useText();
  const found = useQuery(rewardsQuery);
  const [isNew, setNew] = useState(false);
  const [ending, setEnding] = useState<Reward | null>(null);
  const rewards = found.data;
  const add = (
    <Button look="primary" icon={Plus} onClick={() => setNew(true)}>
      {text("new")}
    </Button>
  );
  return (
    <Page title={text("title")} lead={text("lead")} aside={rewards && rewards.length > 0 && add}>
      <Redemptions />
      <section className={styles.section} aria-labelledby="rewards">
        <h2 id="rewards">{text("rewards")}</h2>
        {rewards === undefined &&
          (found.isError ? (
            <ErrorState error={found.error} retry={() => void found.refetch()} />
          ) : (
            <Skeletons of={found} count={2} />
          ))}
        {rewards?.length === 0 && (
          <EmptyState icon={PackageOpen} title={text("empty")} action={add}>
            <p>{text("empty-words")}</p>
          </EmptyState>
        )}
        {rewards !== undefined && rewards.length > 0 && (
          <ul className={rows.rows}>
            {rewards.map((reward) => (
              <li key={reward.reward_id}>
                <RewardRow reward={reward} onRetire={() => setEnding(reward)} />
              </li>
            ))}
          </ul>
        )}
      </section>
      <Retired />
      {isNew && <NewRewardDialog onClose={() => setNew(false)} />}
      {ending && <RetireDialog reward={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}

/** What can be had no more; nothing is to be done with it. */
function Retired() {
  const text = useText();
  const formats = useFormats();
  const { data } = useQuery(retiredQuery);
  if (data === undefined || data.length === 0) return null;
  return (
    <details className={styles.retired}>
      <summary>{text("retired", { count: data.length })}</summary>
      <ul>
        {data.map((reward) => (
          <li key={reward.reward_id}>
            {text("retired-row", {
              title: reward.title ?? text("untitled"),
              points: reward.points,
              date: formats.date(reward.made_at),
            })}
          </li>
        ))}
      </ul>
    </details>
  );
}
