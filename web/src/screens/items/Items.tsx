import { useInfiniteQuery } from "@tanstack/react-query";
import { Archive, PenLine, Rss, SearchX, Sprout } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { type Item, itemsQuery, type State } from "@/data/items";
import { Button, ButtonLink } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Filters, NO_FILTER } from "./Filters";
import { found } from "./filter";
import { ItemRow } from "./ItemRow";
import styles from "./Items.module.css";
import { PasteLink } from "./PasteLink";
import { useText } from "./text";

/** A curator's items: bring one in, find one, see what is offered with which. */
export default function Items() {
  const text = useText();
  const [state, setState] = useState<State | null>("active");
  const [filter, setFilter] = useState(NO_FILTER);
  const query = useInfiniteQuery(itemsQuery(state));
  const items = query.data?.pages.flatMap((page) => page.items);
  const shown = items && found(items, filter);
  return (
    <Page
      title={text("title")}
      lead={text("lead")}
      aside={
        <ButtonLink icon={PenLine} href="/items/new">
          {text("write")}
        </ButtonLink>
      }
    >
      <PasteLink />
      <Filters
        state={state}
        onState={setState}
        filter={filter}
        onFilter={setFilter}
        items={items ?? []}
        found={shown?.length ?? 0}
      />
      <List query={query} shown={shown} state={state} total={items?.length ?? 0} clear={() => setFilter(NO_FILTER)} />
    </Page>
  );
}

interface ListProps {
  query: ComponentProps<typeof NextPage>["of"] &
    Pick<ReturnType<typeof useInfiniteQuery>, "error" | "failureReason" | "refetch" | "isPending">;
  shown: readonly Item[] | undefined;
  state: State | null;
  total: number;
  clear: () => void;
}

function List({ query, shown, state, total, clear }: ListProps): ReactNode {
  const text = useText();
  if (shown === undefined) {
    return query.isPending ? (
      <Skeletons of={query} count={3} />
    ) : (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    );
  }
  return (
    <>
      {shown.length === 0 && <Nothing state={state} isSearch={total > 0} clear={clear} />}
      <ul className={styles.items}>
        {shown.map((item) => (
          <li key={item.item_id}>
            <ItemRow item={item} />
          </li>
        ))}
      </ul>
      <NextPage of={query}>{text("more")}</NextPage>
    </>
  );
}

function Nothing({ state, isSearch, clear }: { state: State | null; isSearch: boolean; clear: () => void }) {
  const text = useText();
  if (isSearch) {
    return (
      <EmptyState icon={SearchX} title={text("none-found")} action={<Button onClick={clear}>{text("clear")}</Button>}>
        <p>{text("none-found-words")}</p>
      </EmptyState>
    );
  }
  if (state === "retired") {
    return (
      <EmptyState icon={Archive} title={text("none-retired")}>
        <p>{text("none-retired-words")}</p>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Sprout}
      title={text("empty")}
      action={
        <ButtonLink icon={Rss} href="/feeds">
          {text("to-feeds")}
        </ButtonLink>
      }
    >
      <p>{text("empty-words")}</p>
    </EmptyState>
  );
}
