import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { groupsQuery } from "@/data/items";
import { foundQuery } from "@/data/people";
import { Button } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { Page } from "@/ui/Page";
import { SearchField } from "@/ui/SearchField";
import { ErrorState, Skeletons } from "@/ui/States";
import { useSettled } from "@/ui/settled";
import { AddPerson } from "./AddPerson";
import { ChangePerson } from "./ChangePerson";
import { Groups } from "./Groups";
import styles from "./People.module.css";
import { PersonRow } from "./PersonRow";
import { useText } from "./text";

/** Who takes part, with their roles and groups. */
export default function People() {
  const text = useText();
  const [search, setSearch] = useState("");
  const found = useInfiniteQuery(foundQuery({ words: useSettled(search) }));
  const groups = useQuery(groupsQuery);
  const [adding, setAdding] = useState(false);
  const [changing, setChanging] = useState<string | null>(null);
  const failed = [found, groups].find((query) => query.isError);
  if (failed) {
    return (
      <Page title={text("title")}>
        <ErrorState error={failed.error} retry={() => void failed.refetch()} />
      </Page>
    );
  }
  if (found.data === undefined || groups.data === undefined) {
    return (
      <Page title={text("title")}>
        <Skeletons of={[found, groups]} count={4} />
      </Page>
    );
  }
  const people = found.data.pages.flatMap((page) => page.people);
  const [first] = found.data.pages;
  const changed = people.find((person) => person.person_id === changing);
  return (
    <Page
      title={text("title")}
      lead={text("lead", { count: first?.taking_part ?? 0 })}
      aside={
        <Button look="primary" icon={UserPlus} onClick={() => setAdding(true)}>
          {text("add")}
        </Button>
      }
    >
      <SearchField label={text("search")} value={search} onValue={setSearch} />
      <p className={styles.soft} role="status">
        {text("found", { count: first?.found ?? 0 })}
      </p>
      <ul className={styles.people} aria-busy={found.isPlaceholderData}>
        {people.map((person) => (
          <li key={person.person_id}>
            <PersonRow person={person} onChange={() => setChanging(person.person_id)} />
          </li>
        ))}
      </ul>
      <NextPage of={found}>{text("more")}</NextPage>
      <Groups groups={groups.data} />
      {adding && <AddPerson groups={groups.data} onClose={() => setAdding(false)} />}
      {changed && (
        <ChangePerson key={changed.person_id} person={changed} groups={groups.data} onClose={() => setChanging(null)} />
      )}
    </Page>
  );
}
