import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { groupsQuery } from "@/data/items";
import { type Person, peopleQuery } from "@/data/people";
import { Button } from "@/ui/Button";
import { LineField } from "@/ui/LineField";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import { AddPerson } from "./AddPerson";
import { ChangePerson } from "./ChangePerson";
import { Groups } from "./Groups";
import styles from "./People.module.css";
import { PersonRow } from "./PersonRow";
import { useText } from "./text";

const AT_ONCE = 50;

/** Who takes part, with their roles and groups. */
export default function People() {
  const text = useText();
  const people = useQuery(peopleQuery);
  const groups = useQuery(groupsQuery);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<string | null>(null);
  const failed = [people, groups].find((query) => query.isError);
  if (failed) {
    return (
      <Page title={text("title")}>
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (people.data === undefined || groups.data === undefined) {
    return (
      <Page title={text("title")}>
        <Skeletons count={4} />
      </Page>
    );
  }
  const changed = people.data.find((person) => person.person_id === changing);
  return (
    <Page
      title={text("title")}
      lead={text("lead", { count: people.data.filter((person) => person.active).length })}
      aside={
        <Button look="primary" icon={UserPlus} onClick={() => setAdding(true)}>
          {text("add")}
        </Button>
      }
    >
      <Found people={people.data} onChange={setChanging} />
      <Groups groups={groups.data} people={people.data} />
      {adding && <AddPerson groups={groups.data} onClose={() => setAdding(false)} />}
      {changed && (
        <ChangePerson key={changed.person_id} person={changed} groups={groups.data} onClose={() => setChanging(null)} />
      )}
    </Page>
  );
}

function Found({ people, onChange }: { people: readonly Person[]; onChange: (personId: string) => void }) {
  const text = useText();
  const [search, setSearch] = useState("");
  const [shown, setShown] = useState(AT_ONCE);
  const found = people.filter((person) => isMeant(person, search));
  return (
    <>
      <LineField
        label={text("search")}
        type="search"
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setShown(AT_ONCE);
        }}
      />
      <p className={styles.soft} role="status">
        {text("found", { count: found.length })}
      </p>
      <ul className={styles.people}>
        {found.slice(0, shown).map((person) => (
          <li key={person.person_id}>
            <PersonRow person={person} onChange={() => onChange(person.person_id)} />
          </li>
        ))}
      </ul>
      {found.length > shown && <Button onClick={() => setShown(shown + AT_ONCE)}>{text("more")}</Button>}
    </>
  );
}

/** Every word that was typed is in the name or the address. */
function isMeant(person: Person, search: string): boolean {
  const told = `${person.name} ${person.email}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
}
