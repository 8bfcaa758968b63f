import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useWishKeys } from "@/api/keys";
import { compose, refreshItems } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { useLanguage } from "@/i18n/language";
import { useKept } from "@/ui/kept";
import { Page } from "@/ui/Page";
import { Back } from "./Back";
import { type Draft, emptyDraft, wordsOf } from "./draft";
import { Editor } from "./Editor";
import { SaveBar } from "./SaveBar";
import { useText } from "./text";

/** An item that a curator writes from nothing. */
export function NewItem() {
  const text = useText();
  const client = useQueryClient();
  const { language } = useLanguage();
  const { zone } = useFormats();
  const [, go] = useLocation();
  const [kept, keep] = useKept<Draft>("item.new");
  const draft = kept ?? emptyDraft(language);
  const keys = useWishKeys();
  const make = useMutation({
    mutationFn: compose,
    onSuccess: async ({ item_id }) => {
      keys.answered();
      keep(null);
      await refreshItems(client);
      go(`/items/${item_id}`, { replace: true });
    },
  });
  const save = () => {
    const words = wordsOf(draft, zone, null);
    make.mutate({ words, key: keys.keyOf(words) });
  };
  return (
    <Page title={text("new-title")} lead={text("new-lead")} wide>
      <Back />
      <Editor item={null} draft={draft} onChange={keep} disabled={false} />
      <SaveBar
        label={text("make")}
        isBusy={make.isPending}
        isReady={draft.title.trim() !== ""}
        notReady={text("needs-title")}
        error={make.error}
        save={save}
        discard={kept ? () => keep(null) : undefined}
      />
    </Page>
  );
}
