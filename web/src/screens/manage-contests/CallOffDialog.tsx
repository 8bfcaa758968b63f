import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Contest, callOffContest, contestsQuery } from "@/data/contests";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { AreaField } from "@/ui/LineField";
import { useSay } from "@/ui/Toasts";
import styles from "./Dialogs.module.css";
import { useText } from "./text";

interface Props {
  contest: Contest;
  onClose: () => void;
}

/** Ends a contest without winners. That cannot be undone, and everybody reads why. */
export function CallOffDialog({ contest, onClose }: Props) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [reason, setReason] = useState("");
  const [key] = useState(newKey);
  const title = contest.title ?? text("untitled");
  const end = useMutation({
    mutationFn: () => callOffContest(contest.contest_id, reason, key),
    onSuccess: async () => {
      onClose();
      say(text("called-off", { title }));
      await client.invalidateQueries({ queryKey: contestsQuery.queryKey });
    },
  });
  return (
    <Dialog
      title={text("call-off-title", { title })}
      subtitle={text("call-off-words")}
      onClose={onClose}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {text("never-mind")}
          </Button>
          <Button
            look="primary"
            icon={Ban}
            busy={end.isPending}
            disabled={reason.trim() === ""}
            onClick={() => end.mutate()}
          >
            {text("call-off")}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <AreaField
          label={text("field-reason")}
          hint={text("field-reason-hint")}
          value={reason}
          maxLength={2000}
          onChange={(event) => setReason(event.target.value)}
        />
        <ErrorNotice error={end.error} />
      </div>
    </Dialog>
  );
}
