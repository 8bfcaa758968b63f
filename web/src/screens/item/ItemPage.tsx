import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useParams } from "wouter";
import { Refusal } from "@/api/refusal";
import { itemQuery } from "@/data/items";
import { ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Existing } from "./Existing";
import { NewItem } from "./NewItem";
import { useText } from "./text";

/** One item: its words, the suggested messages, what is offered with it; or a new one that is written. */
export default function ItemPage() {
  const { itemId = "" } = useParams<{ itemId: string }>();
  return itemId === "new" ? <NewItem /> : <Loaded key={itemId} itemId={itemId} />;
}

function Loaded({ itemId }: { itemId: string }) {
  const text = useText();
  const query = useQuery(itemQuery(itemId));
  if (query.data) return <Existing item={query.data} />;
  const isGone = query.error instanceof Refusal && [404, 422].includes(query.error.status);
  return (
    <Page title={text("item")} wide>
      {query.isPending && <Skeletons of={query} count={2} />}
      {isGone && (
        <EmptyState
          icon={SearchX}
          title={text("gone")}
          action={<ButtonLink href="/items">{text("all-items")}</ButtonLink>}
        >
          <p>{text("gone-words")}</p>
        </EmptyState>
      )}
      {query.isError && !isGone && <ErrorState error={query.error} retry={() => void query.refetch()} />}
    </Page>
  );
}
