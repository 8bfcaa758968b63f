import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Gift } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Reward, redeem } from "@/data/rewards";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { useSay } from "@/ui/Toasts";
import { mayAsk, offerOf } from "./offer";
import styles from "./RedeemDialog.module.css";
import { useText } from "./text";
import { useGiveBack } from "./useGiveBack";

interface Props {
  reward: Reward;
  balance: number;
  onClose: () => void;
}

/** What it costs and what is left, before the points go. What is open can be given back afterwards. */
export function RedeemDialog({ reward, balance, onClose }: Props) {
  const text = useText();
  const formats = useFormats();
  const client = useQueryClient();
  const say = useSay();
  const undo = useGiveBack();
  const [key] = useState(newKey);
  const title = reward.title ?? text("untitled");
  const take = useMutation({
    mutationFn: () => redeem(reward.reward_id, key),
    onSuccess: async ({ redemption_id: id }) => {
      onClose();
      say(text("redeemed", { title }), { undo: () => undo.giveBack(id) });
      await client.invalidateQueries({ queryKey: ["gamification"] });
    },
    onError: () => client.invalidateQueries({ queryKey: ["gamification"] }),
  });
  const offer = offerOf(reward, balance);
  const sums = [
    [text("you-have"), formats.number(balance)],
    [text("it-costs"), `−${formats.number(reward.points)}`],
    [text("is-left"), formats.number(balance - reward.points)],
  ] as const;
  return (
    <Dialog
      title={title}
      subtitle={text("stock", { stock: reward.stock })}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {text("not-now")}
          </Button>
          <Button
            look="primary"
            icon={Gift}
            busy={take.isPending}
            disabled={!mayAsk(offer, take.error)}
            onClick={() => take.mutate()}
          >
            {text("redeem-for", { points: reward.points })}
          </Button>
        </>
      }
    >
      <div className={styles.body}>
        {reward.words && <p className={styles.words}>{reward.words}</p>}
        <dl className={styles.sums}>
          {sums.map(([label, points]) => (
            <div key={label} className={styles.sum}>
              <dt>{label}</dt>
              <dd>{points}</dd>
            </div>
          ))}
        </dl>
        <Notice>{text("what-happens")}</Notice>
        <ErrorNotice error={take.error} />
        {offer !== "open" && !take.isError && !take.isPending && (
          <Notice tone="warn" live>
            {text(offer === "too-dear" ? "now-too-dear" : "now-gone")}
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
