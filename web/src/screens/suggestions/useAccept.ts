import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useWishKeys } from "@/api/keys";
import { refreshItems, type Words } from "@/data/items";
import { accept, type Suggestion, waitingQuery } from "@/data/suggestions";
import { useSay } from "@/ui/Toasts";
import { useText } from "./text";

/** Makes an item of a suggestion, and leads to it: messages and activities come next. */
export function useAccept(suggestion: Suggestion) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const [, go] = useLocation();
  const keys = useWishKeys();
  const made = useMutation({
    mutationFn: accept,
    onSuccess: async ({ item_id }) => {
      await Promise.all([client.invalidateQueries({ queryKey: waitingQuery.queryKey }), refreshItems(client)]);
      say(text("accepted"));
      go(`/items/${item_id}`);
    },
  });
  return {
    isPending: made.isPending,
    error: made.error,
    /** Null: the words of the page it links to, or those that were suggested. */
    accept: (words: Words | null) =>
      made.mutate({ suggestionId: suggestion.suggestion_id, words, key: keys.keyOf(words) }),
  };
}
