import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useWishKeys } from "@/api/keys";
import { addPerson, type Group, type PersonIn, refreshPeople } from "@/data/people";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { LineField } from "@/ui/LineField";
import { useSay } from "@/ui/Toasts";
import { Belongings, type Belongs } from "./Belongings";
import styles from "./People.module.css";
import { useText } from "./text";

/** Somebody who is to take part. */
export function AddPerson({ groups, onClose }: { groups: readonly Group[]; onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const form = useId();
  const keys = useWishKeys();
  const [belongs, setBelongs] = useState<Belongs>({ roles: [], groups: [] });
  const adding = useMutation({
    mutationFn: ({ body, key }: { body: PersonIn; key: string }) => addPerson(body, key),
    onSuccess: async (_, { body }) => {
      say(text("added", { name: body.name }));
      onClose();
      await refreshPeople(client);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const words = (name: string) => String(data.get(name) ?? "").trim();
    const body = {
      name: words("name"),
      email: words("email"),
      roles: [...belongs.roles],
      groups: [...belongs.groups],
    };
    adding.mutate({ body, key: keys.keyOf(body) });
  };
  return (
    <Dialog
      title={text("add")}
      onClose={onClose}
      footer={
        <Button look="primary" type="submit" form={form} busy={adding.isPending}>
          {text("add-now")}
        </Button>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit}>
        <LineField label={text("name")} name="name" maxLength={100} autoComplete="off" required />
        <LineField
          label={text("email")}
          hint={text("email-hint")}
          name="email"
          type="email"
          maxLength={254}
          autoComplete="off"
          required
        />
        <Belongings groups={groups} value={belongs} onChange={(changed) => setBelongs({ ...belongs, ...changed })} />
        <ErrorNotice error={adding.error} />
      </form>
    </Dialog>
  );
}
