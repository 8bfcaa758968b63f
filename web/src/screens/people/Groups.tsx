import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef } from "react";
import { useWishKeys } from "@/api/keys";
import { groupsQuery } from "@/data/items";
import { formGroup, type Group } from "@/data/people";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { LineField } from "@/ui/LineField";
import { useSay } from "@/ui/Toasts";
import styles from "./People.module.css";
import { useText } from "./text";

/** The groups with how many take part in each, and a field for a new one. */
export function Groups({ groups }: { groups: readonly Group[] }) {
  const text = useText();
  return (
    <section className={styles.groups}>
      <h2>{text("groups")}</h2>
      <p className={styles.soft}>{text("groups-words")}</p>
      {groups.length > 0 && (
        <ul>
          {groups.map((group) => (
            <li key={group.group_id} className={styles.group}>
              <span className={styles.name}>{group.name}</span>
              <span className={styles.soft}>{text("group-members", { count: group.members ?? 0 })}</span>
            </li>
          ))}
        </ul>
      )}
      <NewGroup />
    </section>
  );
}

function NewGroup() {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const form = useRef<HTMLFormElement>(null);
  const keys = useWishKeys();
  const forming = useMutation({
    mutationFn: ({ name, key }: { name: string; key: string }) => formGroup(name, key),
    onSuccess: async (_, { name }) => {
      keys.answered();
      say(text("group-formed", { name }));
      form.current?.reset();
      await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    if (name !== "" && !forming.isPending) forming.mutate({ name, key: keys.keyOf(name) });
  };
  return (
    <form ref={form} className={styles.new} onSubmit={submit}>
      <LineField label={text("group-name")} name="name" maxLength={100} autoComplete="off" required />
      <Button type="submit" busy={forming.isPending}>
        {text("group-form")}
      </Button>
      <ErrorNotice error={forming.error} />
    </form>
  );
}
