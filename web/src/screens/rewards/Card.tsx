import { Gift, PackageX, Sparkles } from "lucide-react";
import type { Reward } from "@/data/rewards";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Meter } from "@/ui/Meter";
import styles from "./Card.module.css";
import { offerOf } from "./offer";
import { useText } from "./text";

interface Props {
  reward: Reward;
  balance: number;
  onRedeem: () => void;
}

/** One reward: what it is, what it costs, how many are left, and whether one can have it. */
export function Card({ reward, balance, onRedeem }: Props) {
  const text = useText();
  const title = reward.title ?? text("untitled");
  const offer = offerOf(reward, balance);
  const id = `reward-${reward.reward_id}`;
  return (
    <article className={styles.card} data-offer={offer} aria-labelledby={id}>
      <div className={styles.facts}>
        <Chip tone="accent" icon={Sparkles}>
          {text("points", { points: reward.points })}
        </Chip>
        <Chip tone={stockTone(reward.stock)} icon={reward.stock === 0 ? PackageX : Gift}>
          {text("stock", { stock: reward.stock })}
        </Chip>
      </div>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      {reward.words && <p className={styles.words}>{reward.words}</p>}
      <div className={styles.foot}>
        {offer === "sold-out" && <p className={styles.why}>{text("sold-out")}</p>}
        {offer === "too-dear" && (
          <>
            <Meter
              label={title}
              value={balance}
              max={reward.points}
              spoken={text("have-of", { balance: Math.max(balance, 0), points: reward.points })}
            />
            <p className={styles.why}>{text("missing", { missing: reward.points - balance })}</p>
          </>
        )}
        {offer === "open" && (
          <Button look="primary" aria-label={text("redeem-of", { title })} onClick={onRedeem}>
            {text("redeem")}
          </Button>
        )}
      </div>
    </article>
  );
}

const FEW = 3;

function stockTone(stock: number): "bad" | "warn" | "plain" {
  if (stock === 0) return "bad";
  return stock <= FEW ? "warn" : "plain";
}
