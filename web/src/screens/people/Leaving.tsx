import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/api/client";
import { type Person, refreshPeople, seeOff } from "@/data/people";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import styles from "./People.module.css";
import { useText } from "./text";

/** Sees somebody off. It cannot be taken back, so it takes two steps. */
export function Leaving({ person, onLeft }: { person: Person; onLeft: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const [sure, setSure] = useState(false);
  const { name } = person;
  const leaving = useMutation({
    mutationFn: (key: string) => seeOff(person.person_id, key),
    onSuccess: async () => {
      say(text("seen-off", { name }));
      onLeft();
      await refreshPeople(client);
    },
  });
  return (
    <section className={styles.leaving}>
      <h3>{text("leaving")}</h3>
      <p className={styles.soft}>{text("leaving-words")}</p>
      <Button look="danger" busy={leaving.isPending} onClick={() => (sure ? leaving.mutate(newKey()) : setSure(true))}>
        {text(sure ? "see-off-sure" : "see-off", { name })}
      </Button>
      <ErrorNotice error={leaving.error} />
    </section>
  );
}
