import { useQuery } from "@tanstack/react-query";
import { useErrorText } from "@/api/words";
import { groupsQuery } from "@/data/items";
import { Choices } from "@/ui/Choices";
import { Notice } from "@/ui/Notice";
import styles from "./AudienceChoice.module.css";
import type { Wish } from "./offer";
import { useText } from "./text";

interface Props {
  wish: Wish;
  onChange: (wish: Wish) => void;
}

/** Everyone, or the members of some groups. */
export function AudienceChoice({ wish, onChange }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const groups = useQuery(groupsQuery);
  const toggle = (id: string, isChosen: boolean) => {
    const others = wish.groups.filter((each) => each !== id);
    onChange({ ...wish, groups: isChosen ? [...others, id] : others });
  };
  return (
    <div className={styles.audience}>
      <Choices
        label={text("for-whom")}
        choices={[
          { value: "everyone", label: text("for-everyone") },
          { value: "groups", label: text("for-groups") },
        ]}
        value={wish.everyone ? "everyone" : "groups"}
        onChange={(value) => onChange({ ...wish, everyone: value === "everyone" })}
      />
      {!wish.everyone && groups.data?.length === 0 && <p className={styles.none}>{text("no-groups")}</p>}
      {!wish.everyone && groups.isError && <Notice tone="bad">{errorText(groups.error)}</Notice>}
      {!wish.everyone && groups.data && groups.data.length > 0 && (
        <fieldset className={styles.groups}>
          <legend className="visually-hidden">{text("for-groups")}</legend>
          {groups.data.map((group) => (
            <label key={group.group_id} className={styles.group}>
              <input
                type="checkbox"
                checked={wish.groups.includes(group.group_id)}
                onChange={(event) => toggle(group.group_id, event.target.checked)}
              />
              {group.name}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}
