import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/api/client";
import { endPilot, pilotsQuery } from "@/data/reports";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import styles from "./Pilot.module.css";
import { useText } from "./text";

/** Ends a pilot early. It cannot be taken back, so it is asked before. */
export function End({ pilotId }: { pilotId: string }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const [key] = useState(newKey); // pressed again after a lost answer, it is the same wish
  const ending = useMutation({
    mutationFn: () => endPilot(pilotId, key),
    onSuccess: async () => {
      say(text("ended"));
      setAsking(false);
      await client.invalidateQueries({ queryKey: pilotsQuery.queryKey });
    },
  });
  return (
    <div className={styles.end}>
      <Button look="danger" onClick={() => setAsking(true)}>
        {text("end")}
      </Button>
      {asking && (
        <Dialog
          title={text("end-title")}
          onClose={() => setAsking(false)}
          footer={
            <Button look="danger" busy={ending.isPending} onClick={() => ending.mutate()}>
              {text("end-now")}
            </Button>
          }
        >
          <p>{text("end-words")}</p>
          <ErrorNotice error={ending.error} />
        </Dialog>
      )}
    </div>
  );
}
