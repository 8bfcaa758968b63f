import { useNames } from "@/curate/names";
import type { Item } from "@/data/items";
import { KINDS, type Kind, kindRules, type NetworkName, type NetworkRules } from "@/data/rules";
import { AddressInput } from "@/ui/AddressInput";
import { Choices } from "@/ui/Choices";
import { Field } from "@/ui/Field";
import { LineField } from "@/ui/LineField";
import { NetworkChoice } from "./NetworkChoice";
import styles from "./OfferWhat.module.css";
import { aimOf, networksFor, type Wish } from "./offer";
import { useText } from "./text";
import type { Outcomes } from "./useOffer";

/** Characters; the service refuses more. */
const LONGEST_REASON = 200;

function possibleFirst(rules: readonly NetworkRules[], kind: Kind): readonly NetworkRules[] {
  const isOffered = (each: NetworkRules) => kindRules(each, kind)?.offered ?? false;
  return [...rules.filter(isOffered), ...rules.filter((each) => !isOffered(each))];
}

interface Props {
  item: Item;
  wish: Wish;
  onChange: (wish: Wish) => void;
  rules: readonly NetworkRules[];
  outcomes: Outcomes;
}

/** What people are asked for, and on which networks; what is not possible there says why. */
export function OfferWhat({ item, wish, onChange, rules, outcomes }: Props) {
  const text = useText();
  const names = useNames();
  const aim = aimOf(wish.kind, rules);
  const toggle = (network: NetworkName, isChosen: boolean) => {
    const others = aim ? [] : wish.networks.filter((each) => each !== network);
    onChange({ ...wish, networks: isChosen ? [...others, network] : others });
  };
  return (
    <div className={styles.what}>
      <Choices
        label={text("kind")}
        choices={KINDS.map((value) => ({ value, label: names.kind(value) }))}
        value={wish.kind}
        onChange={(kind) => onChange({ ...wish, kind, networks: networksFor(kind, item, rules) })}
      />
      <fieldset className={styles.networks}>
        <legend>{text(aim ? "network" : "networks")}</legend>
        {possibleFirst(rules, wish.kind).map((each) => (
          <NetworkChoice
            key={each.network}
            rules={each}
            kind={kindRules(each, wish.kind)}
            isSingle={aim !== null}
            isChosen={wish.networks.includes(each.network)}
            onToggle={(isChosen) => toggle(each.network, isChosen)}
            outcome={outcomes[each.network]}
            hasMessage={item.words?.messages.some((message) => message.network === each.network) ?? false}
          />
        ))}
      </fieldset>
      {aim && (
        <Field label={text(`target-${aim}`)} hint={text(`target-${aim}-hint`)}>
          {(control) => (
            <AddressInput {...control} value={wish.target} onValue={(target) => onChange({ ...wish, target })} />
          )}
        </Field>
      )}
      <LineField
        label={text("reason")}
        hint={text("reason-hint")}
        maxLength={LONGEST_REASON}
        value={wish.reason}
        onChange={(event) => onChange({ ...wish, reason: event.target.value })}
      />
    </div>
  );
}
