import { useMutation, useQueryClient } from "@tanstack/react-query";
import { DoorOpen } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { endSession, leaveProgramme } from "@/data/person";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Section } from "./fields";
import styles from "./Settings.module.css";
import { useText } from "./text";

/** Leaving cannot be undone by the person, so it is asked for twice. */
export function Leave() {
  const text = useText();
  const client = useQueryClient();
  const [isSure, setSure] = useState(false);
  const leave = useMutation({
    mutationFn: leaveProgramme,
    onSuccess: () => endSession(client),
  });
  return (
    <Section title={text("leave")} words={text("leave-words")}>
      <div className={styles.acts}>
        {isSure ? (
          <>
            <Button look="danger" icon={DoorOpen} busy={leave.isPending} onClick={() => leave.mutate(newKey())}>
              {text("leave-now")}
            </Button>
            <Button onClick={() => setSure(false)}>{text("stay")}</Button>
          </>
        ) : (
          <Button look="danger" icon={DoorOpen} onClick={() => setSure(true)}>
            {text("leave-ask")}
          </Button>
        )}
      </div>
      <ErrorNotice error={leave.error} />
    </Section>
  );
}
