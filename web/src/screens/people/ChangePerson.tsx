import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newKey } from "@/api/client";
import { changeGroups, changeRoles, type Group, type Person, refreshPeople } from "@/data/people";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import { Belongings, type Belongs } from "./Belongings";
import { Leaving } from "./Leaving";
import styles from "./People.module.css";
import { GIVEN } from "./roles";
import { useText } from "./text";

interface Props {
  person: Person;
  groups: readonly Group[];
  onClose: () => void;
}

/** Roles and groups of somebody, and seeing them off. */
export function ChangePerson({ person, groups, onClose }: Props) {
  const text = useText();
  const client = useQueryClient();
  const say = useSay();
  const before: Belongs = { roles: GIVEN.filter((role) => person.roles.includes(role)), groups: person.groups };
  const [changed, setChanged] = useState<Partial<Belongs>>({});
  const belongs = { ...before, ...changed }; // what was not changed here is as it is now, by others too
  const saving = useMutation({
    mutationFn: ({ keys }: { keys: readonly [string, string] }) => save(person.person_id, before, belongs, keys),
    onSuccess: () => {
      say(text("saved", { name: person.name }));
      onClose();
    },
    // Of two changes one may have happened: what is so is read anew in either case.
    onSettled: () => refreshPeople(client),
  });
  return (
    <Dialog
      title={person.name}
      subtitle={person.email}
      onClose={onClose}
      footer={
        <Button
          look="primary"
          busy={saving.isPending}
          onClick={() => saving.mutate({ keys: [newKey(), newKey()] as const })}
        >
          {text("save")}
        </Button>
      }
    >
      <div className={styles.form}>
        <Belongings groups={groups} value={belongs} onChange={(more) => setChanged({ ...changed, ...more })} />
        <ErrorNotice error={saving.error} />
        <Leaving person={person} onLeft={onClose} />
      </div>
    </Dialog>
  );
}

/** States what changed, and nothing else. */
async function save(
  personId: string,
  before: Belongs,
  after: Belongs,
  [forRoles, forGroups]: readonly [string, string],
): Promise<void> {
  if (!isSame(before.roles, after.roles)) await changeRoles(personId, after.roles, forRoles);
  if (!isSame(before.groups, after.groups)) await changeGroups(personId, after.groups, forGroups);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
