import { useQuery } from "@tanstack/react-query";
import { Lightbulb } from "lucide-react";
import { ownSuggestionsQuery } from "@/data/suggestions";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { OwnSuggestion } from "./OwnSuggestion";
import styles from "./Suggest.module.css";
import { SuggestForm } from "./SuggestForm";
import { useText } from "./text";

/** What one would like to see shared, and what became of it. */
export default function Suggest() {
  const text = useText();
  const own = useQuery(ownSuggestionsQuery);
  return (
    <Page title={text("title")} lead={text("lead")}>
      <SuggestForm />
      {own.isPending && <Skeletons of={own} count={2} />}
      {own.isError && !own.data && <ErrorState error={own.error} retry={() => void own.refetch()} />}
      {own.data?.length === 0 && (
        <EmptyState icon={Lightbulb} title={text("empty")}>
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      {own.data && own.data.length > 0 && (
        <section className={styles.section} aria-labelledby="own-suggestions">
          <h2 id="own-suggestions">{text("yours")}</h2>
          <ul className={styles.list}>
            {own.data.map((suggestion) => (
              <li key={suggestion.suggestion_id}>
                <OwnSuggestion suggestion={suggestion} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
