import { useInfiniteQuery } from "@tanstack/react-query";
import { HandHeart } from "lucide-react";
import { waitingQuery } from "@/data/suggestions";
import { ButtonLink } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Review } from "./Review";
import styles from "./Suggestions.module.css";
import { useText } from "./text";

/** What colleagues suggest: each becomes an item with their credit, or is declined with a reason they read. */
export default function Suggestions() {
  const text = useText();
  const query = useInfiniteQuery(waitingQuery);
  const waiting = query.data?.pages.flatMap((page) => page.suggestions);
  return (
    <Page title={text("title")} lead={text("lead")}>
      {query.isPending && <Skeletons of={query} count={2} />}
      {query.isError && !waiting && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {waiting?.length === 0 && (
        <EmptyState
          icon={HandHeart}
          title={text("empty")}
          action={<ButtonLink href="/items">{text("to-items")}</ButtonLink>}
        >
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      <ul className={styles.list}>
        {waiting?.map((suggestion) => (
          <li key={suggestion.suggestion_id}>
            <Review suggestion={suggestion} />
          </li>
        ))}
      </ul>
      <NextPage of={query}>{text("more")}</NextPage>
    </Page>
  );
}
