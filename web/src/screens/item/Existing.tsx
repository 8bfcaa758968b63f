import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, Megaphone } from "lucide-react";
import { useState } from "react";
import { newKey } from "@/api/client";
import { isLive } from "@/curate/names";
import { type Item, refreshItems, revise } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { useKept } from "@/ui/kept";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Activities } from "./Activities";
import { Back } from "./Back";
import { type Draft, draftOf, wordsOf } from "./draft";
import { Editor } from "./Editor";
import styles from "./Existing.module.css";
import { Facts } from "./Facts";
import { OfferDialog } from "./OfferDialog";
import { RetireDialog } from "./RetireDialog";
import { SaveBar } from "./SaveBar";
import { useText } from "./text";

/** An item that is there. What is typed is kept until it is saved, also when somebody else changes the item. */
export function Existing({ item }: { item: Item }) {
  const text = useText();
  const [dialog, setDialog] = useState<"offer" | "retire" | null>(null);
  const edit = useEdit(item);
  const isOver = item.state === "retired";
  return (
    <>
      <Page
        title={item.words?.title ?? text("item")}
        wide
        aside={
          !isOver && (
            <div className={styles.acts}>
              <Button look="danger" icon={Archive} onClick={() => setDialog("retire")}>
                {text("retire")}
              </Button>
              <Button look="primary" icon={Megaphone} onClick={() => setDialog("offer")}>
                {text("offer")}
              </Button>
            </div>
          )
        }
      >
        <div className={styles.facts}>
          <Back />
          <Facts item={item} />
          <p role="status" className={styles.saved}>
            {edit.save.isSuccess && !edit.isDirty && text(edit.save.data.changed ? "saved" : "unchanged")}
          </p>
        </div>
        <Activities item={item} onOffer={isOver ? undefined : () => setDialog("offer")} />
        {edit.isBehind && <Behind showTheirs={edit.discard} />}
        <Editor item={item} draft={edit.draft} onChange={edit.change} disabled={isOver} />
        {edit.isDirty && !isOver && (
          <SaveBar
            label={text("save")}
            note={item.activities.some(isLive) ? text("lapses") : undefined}
            isBusy={edit.save.isPending}
            isReady={edit.draft.title.trim() !== ""}
            notReady={text("needs-title")}
            error={edit.save.error}
            save={edit.send}
            discard={edit.discard}
          />
        )}
      </Page>
      {dialog === "offer" && <OfferDialog item={item} isDirty={edit.isDirty} onClose={() => setDialog(null)} />}
      {dialog === "retire" && <RetireDialog item={item} onClose={() => setDialog(null)} />}
    </>
  );
}

function useEdit(item: Item) {
  const client = useQueryClient();
  const { zone } = useFormats();
  const [kept, keep] = useKept<Draft>(`item.${item.item_id}`);
  const draft = kept ?? draftOf(item, zone);
  const save = useMutation({
    mutationFn: revise,
    onSuccess: async () => {
      await refreshItems(client);
      keep(null);
    },
  });
  return {
    draft,
    change: keep,
    isDirty: kept !== null,
    isBehind: kept !== null && kept.base !== item.revision_id && !save.isPending,
    save,
    send: () => save.mutate({ itemId: item.item_id, words: wordsOf(draft, zone, item), key: newKey() }),
    discard: () => {
      save.reset();
      keep(null);
    },
  };
}

function Behind({ showTheirs }: { showTheirs: () => void }) {
  const text = useText();
  return (
    <Notice tone="warn">
      <p>{text("behind")}</p>
      <Button onClick={showTheirs}>{text("show-theirs")}</Button>
    </Notice>
  );
}
