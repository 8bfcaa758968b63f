import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { foundQuery } from "@/data/people";
import { NextPage } from "@/ui/NextPage";
import { SearchField } from "@/ui/SearchField";
import { ErrorState, Skeletons } from "@/ui/States";
import { useSettled } from "@/ui/settled";
import styles from "./Pilots.module.css";
import { useText } from "./text";

interface Props {
  fewest: number;
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

/** People to choose from, found by their names; who is chosen stays chosen while one searches on. */
export function Who({ fewest, chosen, onChange }: Props) {
  const text = useText();
  const [search, setSearch] = useState("");
  const people = useInfiniteQuery(foundQuery({ words: useSettled(search), takingPart: true }));
  const found = people.data?.pages.flatMap((page) => page.people);
  const toggle = (personId: string) => {
    const next = new Set(chosen);
    if (!next.delete(personId)) next.add(personId);
    onChange(next);
  };
  return (
    <fieldset className={styles.who}>
      <legend className={styles.legend}>{text("who")}</legend>
      <SearchField label={text("search")} value={search} onValue={setSearch} />
      {people.isPending && <Skeletons of={people} count={5} shape="line" />}
      {people.isError && <ErrorState error={people.error} retry={() => void people.refetch()} />}
      {found && (
        <div className={styles.people}>
          {found.map((person) => (
            <label key={person.person_id} className={styles.person}>
              <input type="checkbox" checked={chosen.has(person.person_id)} onChange={() => toggle(person.person_id)} />
              <span>{person.name}</span>
            </label>
          ))}
          {found.length === 0 && <p className={styles.count}>{text("nobody")}</p>}
          <NextPage of={people}>{text("more")}</NextPage>
        </div>
      )}
      <p className={styles.count} role="status">
        {text(chosen.size > 0 && chosen.size < fewest ? "chosen-few" : "chosen", { count: chosen.size })}
      </p>
    </fieldset>
  );
}
