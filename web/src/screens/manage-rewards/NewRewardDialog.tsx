import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Gift } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { makeReward, type NewReward, rewardsQuery } from "@/data/rewards";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { AreaField, LineField } from "@/ui/LineField";
import { Notice } from "@/ui/Notice";
import { useSay } from "@/ui/Toasts";
import styles from "./ManageRewards.module.css";
import { faultOf, MOST } from "./numbers";
import { useText } from "./text";

/** A new reward. Its cost does not change any more; its stock does. */
export function NewRewardDialog({ onClose }: { onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [title, setTitle] = useState("");
  const [words, setWords] = useState("");
  const [points, setPoints] = useState("");
  const [stock, setStock] = useState("1");
  const [isAsked, setAsked] = useState(false);
  const [key] = useState(newKey);
  const make = useMutation({
    mutationFn: (reward: NewReward) => makeReward(reward, key),
    onSuccess: async () => {
      onClose();
      say(text("made", { title }));
      await client.invalidateQueries({ queryKey: rewardsQuery.queryKey });
    },
  });
  const missing = faultOf({ title, points, stock });
  const send = () => {
    setAsked(true);
    if (missing === null) make.mutate({ title, words, points: Number(points), stock: Number(stock) });
  };
  return (
    <Dialog
      title={text("new")}
      subtitle={text("new-words")}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {text("never-mind")}
          </Button>
          <Button look="primary" icon={Gift} busy={make.isPending} onClick={send}>
            {text("make")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <LineField
          label={text("field-title")}
          value={title}
          maxLength={120}
          onChange={(event) => setTitle(event.target.value)}
        />
        <AreaField
          label={text("field-words")}
          hint={text("field-words-hint")}
          value={words}
          maxLength={2000}
          onChange={(event) => setWords(event.target.value)}
        />
        <div className={styles.pair}>
          <LineField
            label={text("field-points")}
            type="number"
            inputMode="numeric"
            min={1}
            max={MOST}
            value={points}
            onChange={(event) => setPoints(event.target.value)}
          />
          <LineField
            label={text("field-stock")}
            type="number"
            inputMode="numeric"
            min={0}
            max={MOST}
            value={stock}
            onChange={(event) => setStock(event.target.value)}
          />
        </div>
        {isAsked && missing !== null && (
          <Notice tone="warn" live>
            {text(missing)}
          </Notice>
        )}
        <ErrorNotice error={make.error} />
      </div>
    </Dialog>
  );
}
