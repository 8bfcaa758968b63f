import { useQuery } from "@tanstack/react-query";
import { Gift } from "lucide-react";
import { useState } from "react";
import { pointsQuery } from "@/data/points";
import { type Reward, rewardsQuery } from "@/data/rewards";
import { ButtonLink } from "@/ui/Button";
import { Figures } from "@/ui/Figures";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Card } from "./Card";
import { History } from "./History";
import { RedeemDialog } from "./RedeemDialog";
import styles from "./Rewards.module.css";
import { useText } from "./text";

/** What can be had for points, and what one has redeemed. */
export default function Rewards() {
  const text = useText();
  const me = useQuery(pointsQuery);
  const found = useQuery(rewardsQuery);
  const [chosen, setChosen] = useState<Reward | null>(null);

  if (me.data === undefined || found.data === undefined) {
    const failed = [me, found].find((each) => each.isError);
    return (
      <Page title={text("title")} lead={text("lead")}>
        {failed ? (
          <ErrorState error={failed.error} retry={() => void Promise.all([me.refetch(), found.refetch()])} />
        ) : (
          <Skeletons of={[me, found]} count={3} />
        )}
      </Page>
    );
  }
  const { balance } = me.data;
  const rewards = found.data;
  return (
    <Page title={text("title")} lead={text("lead")} aside={<ButtonLink href="/points">{text("to-points")}</ButtonLink>}>
      <Figures figures={[{ label: text("balance"), value: text("points", { points: balance }) }]} />
      {balance <= 0 && <Notice>{text("nothing-to-spend")}</Notice>}
      {rewards.length === 0 ? (
        <EmptyState icon={Gift} title={text("empty")}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      ) : (
        <ul className={styles.rewards}>
          {rewards.map((reward) => (
            <li key={reward.reward_id}>
              <Card reward={reward} balance={balance} onRedeem={() => setChosen(reward)} />
            </li>
          ))}
        </ul>
      )}
      <History />
      {chosen && (
        <RedeemDialog
          // What there is of it may change while one looks.
          reward={rewards.find((each) => each.reward_id === chosen.reward_id) ?? { ...chosen, retired: true }}
          balance={balance}
          onClose={() => setChosen(null)}
        />
      )}
    </Page>
  );
}
