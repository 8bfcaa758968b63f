import type { GivenRole, Group } from "@/data/people";
import styles from "./People.module.css";
import { GIVEN } from "./roles";
import { useText } from "./text";

export interface Belongs {
  roles: readonly GivenRole[];
  groups: readonly string[];
}

interface Props {
  groups: readonly Group[];
  value: Belongs;
  onChange: (changed: Partial<Belongs>) => void;
}

/** Somebody's roles and groups, to be ticked. */
export function Belongings({ groups, value, onChange }: Props) {
  const text = useText();
  return (
    <>
      <fieldset className={styles.set}>
        <legend>{text("roles")}</legend>
        <p className={styles.soft}>{text("roles-words")}</p>
        {GIVEN.map((role) => (
          <label key={role} className={styles.tick}>
            <input
              type="checkbox"
              checked={value.roles.includes(role)}
              onChange={() => onChange({ roles: toggled(value.roles, role) })}
            />
            <span>
              {text(`role-${role}`)}
              <span className={styles.soft}> – {text(`role-${role}-words`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.set}>
        <legend>{text("groups")}</legend>
        {groups.length === 0 && <p className={styles.soft}>{text("groups-none")}</p>}
        {groups.map((group) => (
          <label key={group.group_id} className={styles.tick}>
            <input
              type="checkbox"
              checked={value.groups.includes(group.group_id)}
              onChange={() => onChange({ groups: toggled(value.groups, group.group_id) })}
            />
            <span>{group.name}</span>
          </label>
        ))}
      </fieldset>
    </>
  );
}

function toggled<Value>(values: readonly Value[], value: Value): readonly Value[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value];
}
