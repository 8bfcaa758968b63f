import { useQuery } from "@tanstack/react-query";
import { groupsQuery } from "@/data/items";
import type { Person } from "@/data/people";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Portrait } from "@/ui/Portrait";
import styles from "./People.module.css";
import { GIVEN } from "./roles";
import { useText } from "./text";

/** One person: who they are, and what else than an advocate. */
export function PersonRow({ person, onChange }: { person: Person; onChange: () => void }) {
  const text = useText();
  const formats = useFormats();
  const groups = useQuery(groupsQuery).data ?? [];
  const named = groups.filter((group) => person.groups.includes(group.group_id));
  return (
    <article className={styles.person} aria-label={person.name}>
      <Portrait name={person.name} />
      <div className={styles.who}>
        <p className={styles.name}>{person.name}</p>
        <p className={styles.soft}>{person.email}</p>
        <p className={styles.soft}>{text("joined", { day: formats.date(person.joined_at) })}</p>
        <div className={styles.chips}>
          {!person.active && <Chip tone="warn">{text("left")}</Chip>}
          {GIVEN.filter((role) => person.roles.includes(role)).map((role) => (
            <Chip key={role} tone="accent">
              {text(`role-${role}`)}
            </Chip>
          ))}
          {named.map((group) => (
            <Chip key={group.group_id}>{group.name}</Chip>
          ))}
        </div>
      </div>
      {person.active && (
        <Button onClick={onChange} aria-label={text("change-of", { name: person.name })}>
          {text("change")}
        </Button>
      )}
    </article>
  );
}
