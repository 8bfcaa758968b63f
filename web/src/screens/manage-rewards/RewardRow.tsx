import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, Minus, Plus } from "lucide-react";
import { useWishKeys } from "@/api/keys";
import { changeStock, type Reward, rewardsQuery } from "@/data/rewards";
import { Button, IconButton } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import styles from "./RewardRow.module.css";
import { useText } from "./text";

interface Props {
  reward: Reward;
  onRetire: () => void;
}

interface Wish {
  change: number;
  key: string;
}

/** One reward: its cost, its stock with one more or one fewer, and its end. */
export function RewardRow({ reward, onRetire }: Props) {
  const text = useText();
  const client = useQueryClient();
  const { reward_id: id, points, stock } = reward;
  const title = reward.title ?? text("untitled");
  const keys = useWishKeys();
  const move = useMutation({
    mutationFn: ({ change, key }: Wish) => changeStock(id, change, key),
    onSuccess: keys.answered,
    onSettled: () => client.invalidateQueries({ queryKey: rewardsQuery.queryKey }),
  });
  const by = (change: number) => move.mutate({ change, key: keys.keyOf(change) });
  return (
    <article className={styles.row} aria-label={title}>
      <div className={styles.what}>
        <p className={styles.title}>{title}</p>
        <p className={styles.cost}>{text("costs", { points })}</p>
      </div>
      <div className={styles.stock}>
        <IconButton
          icon={Minus}
          label={text("fewer", { title })}
          disabled={stock === 0 || move.isPending}
          onClick={() => by(-1)}
        />
        <output className={styles.number} aria-label={text("stock-of", { title })} data-none={stock === 0 || undefined}>
          {text("stock", { stock })}
        </output>
        <IconButton icon={Plus} label={text("more", { title })} disabled={move.isPending} onClick={() => by(1)} />
      </div>
      <Button look="quiet" icon={Archive} aria-label={text("retire-of", { title })} onClick={onRetire}>
        {text("retire")}
      </Button>
      <ErrorNotice error={move.error} />
    </article>
  );
}
