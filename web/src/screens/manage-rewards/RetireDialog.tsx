import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Reward, retireReward, rewardsQuery } from "@/data/rewards";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import styles from "./ManageRewards.module.css";
import { useText } from "./text";

interface Props {
  reward: Reward;
  onClose: () => void;
}

/** The end of a reward is for good, so it is asked for twice. */
export function RetireDialog({ reward, onClose }: Props) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const title = reward.title ?? text("untitled");
  const [key] = useState(newKey);
  const end = useMutation({
    mutationFn: () => retireReward(reward.reward_id, key),
    onSuccess: async () => {
      onClose();
      say(text("is-retired", { title }));
      await client.invalidateQueries({ queryKey: rewardsQuery.queryKey });
    },
  });
  return (
    <Dialog
      title={text("retire-title", { title })}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {text("never-mind")}
          </Button>
          <Button look="primary" icon={Archive} busy={end.isPending} onClick={() => end.mutate()}>
            {text("retire")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <p>{text("retire-words")}</p>
        <ErrorNotice error={end.error} />
      </div>
    </Dialog>
  );
}
