import { useQuery } from "@tanstack/react-query";
import { useNames } from "@/curate/names";
import type { Item, State } from "@/data/items";
import { topicsQuery } from "@/data/topics";
import { Choices } from "@/ui/Choices";
import { Field } from "@/ui/Field";
import { SearchField } from "@/ui/SearchField";
import styles from "./Filters.module.css";
import { type Filter, languagesOf } from "./filter";
import { useText } from "./text";

export const NO_FILTER: Filter = { search: "", language: "", topic: "" };

interface Props {
  state: State | null;
  onState: (state: State | null) => void;
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** What was loaded, and how many of it are found. */
  items: readonly Item[];
  found: number;
}

/** Which items are shown. The search is in those that were loaded, and says so. */
export function Filters({ state, onState, filter, onFilter, items, found }: Props) {
  const text = useText();
  const names = useNames();
  const topics = useQuery(topicsQuery);
  const languages = languagesOf(items);
  const isSearch = filter.search.trim() !== "" || filter.language !== "" || filter.topic !== "";
  const choices = (["active", "retired", "all"] as const).map((value) => ({ value, label: text(`state-${value}`) }));
  return (
    <search className={styles.filters}>
      <Choices
        label={text("states")}
        choices={choices}
        value={state ?? "all"}
        onChange={(chosen) => onState(chosen === "all" ? null : chosen)}
      />
      <SearchField label={text("search")} value={filter.search} onValue={(search) => onFilter({ ...filter, search })} />
      {(languages.length > 1 || filter.language !== "") && (
        <Field label={text("language")}>
          {(control) => (
            <select
              {...control}
              value={filter.language}
              onChange={(event) => onFilter({ ...filter, language: event.target.value })}
            >
              <option value="">{text("any-language")}</option>
              {languages.map((code) => (
                <option key={code} value={code}>
                  {names.language(code)}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {topics.data && topics.data.length > 0 && (
        <Field label={text("topic")}>
          {(control) => (
            <select
              {...control}
              value={filter.topic}
              onChange={(event) => onFilter({ ...filter, topic: event.target.value })}
            >
              <option value="">{text("any-topic")}</option>
              {topics.data.map((topic) => (
                <option key={topic.topic_id} value={topic.topic_id}>
                  {topic.name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <p className={styles.searched} role="status">
        {isSearch && text("searched", { found, count: items.length })}
      </p>
    </search>
  );
}
