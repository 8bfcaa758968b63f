import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { isLive } from "@/curate/names";
import { type Item, refreshItems, retire } from "@/data/items";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { useSay } from "@/ui/Toasts";
import { useText } from "./text";

/** An end that cannot be undone says first what it ends. */
export function RetireDialog({ item, onClose }: { item: Item; onClose: () => void }) {
  const text = useText();
  const say = useSay();
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => retire(item.item_id),
    onSuccess: async () => {
      await refreshItems(client);
      say(text("retired-now"));
      onClose();
    },
  });
  return (
    <Dialog
      title={text("retire-title")}
      subtitle={item.words?.title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{text("keep")}</Button>
          <Button look="danger" icon={Archive} busy={end.isPending} onClick={() => end.mutate()}>
            {text("retire-for-good")}
          </Button>
        </>
      }
    >
      <p>{text("retire-words", { count: item.activities.filter(isLive).length })}</p>
      <ErrorNotice error={end.error} />
    </Dialog>
  );
}
