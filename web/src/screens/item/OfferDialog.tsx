import { useQuery } from "@tanstack/react-query";
import { Megaphone } from "lucide-react";
import { useState } from "react";
import { timeNow } from "@/api/time";
import type { Item } from "@/data/items";
import { type NetworkRules, rulesQuery } from "@/data/rules";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Notice } from "@/ui/Notice";
import { ErrorState, Skeletons } from "@/ui/States";
import styles from "./OfferDialog.module.css";
import { OfferTerms } from "./OfferTerms";
import { OfferWhat } from "./OfferWhat";
import { missing, usualWish } from "./offer";
import { useText } from "./text";
import { useOffer } from "./useOffer";

interface Props {
  item: Item;
  /** Whether the form behind has words that are not saved. */
  isDirty: boolean;
  onClose: () => void;
}

/** Offers one kind of activity, on as many networks as are chosen: each is an activity of its own. */
export function OfferDialog(props: Props) {
  const text = useText();
  const rules = useQuery(rulesQuery);
  if (rules.data) return <Form {...props} rules={rules.data} />;
  return (
    <Dialog title={text("offer-title")} onClose={props.onClose} wide>
      {rules.isPending ? (
        <Skeletons of={rules} count={2} />
      ) : (
        <ErrorState error={rules.error} retry={() => void rules.refetch()} />
      )}
    </Dialog>
  );
}

function Form({ item, isDirty, onClose, rules }: Props & { rules: readonly NetworkRules[] }) {
  const text = useText();
  const { zone } = useFormats();
  const [wish, setWish] = useState(() => usualWish(item, rules, timeNow(), zone));
  const offering = useOffer(item.item_id, onClose);
  const lacks = missing(wish, rules);
  const chosen = rules.filter((each) => wish.networks.includes(each.network));
  const send = () => lacks === null && offering.send(wish, chosen);
  return (
    <Dialog
      title={text("offer-title")}
      subtitle={item.words?.title}
      onClose={onClose}
      wide
      footer={
        <div className={styles.footer}>
          <p className={styles.note}>{lacks ? text(`lacks-${lacks}`) : text("offer-note")}</p>
          <Button look="primary" icon={Megaphone} busy={lacks !== null || offering.isPending} onClick={send}>
            {text("offer-on", { count: wish.networks.length })}
          </Button>
        </div>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {isDirty && <Notice tone="warn">{text("offer-unsaved")}</Notice>}
        <OfferWhat item={item} wish={wish} onChange={setWish} rules={rules} outcomes={offering.outcomes} />
        <OfferTerms wish={wish} onChange={setWish} rules={rules} chosen={chosen} />
      </form>
    </Dialog>
  );
}
