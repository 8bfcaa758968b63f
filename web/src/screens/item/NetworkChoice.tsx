import { CircleCheck } from "lucide-react";
import { useId } from "react";
import { useErrorText } from "@/api/words";
import type { KindRules, NetworkRules } from "@/data/rules";
import { Chip } from "@/ui/Chip";
import { Network } from "@/ui/Network";
import styles from "./NetworkChoice.module.css";
import { useText } from "./text";
import type { Outcomes } from "./useOffer";

interface Props {
  rules: NetworkRules;
  kind: KindRules | undefined;
  /** One of them, instead of any. */
  isSingle: boolean;
  isChosen: boolean;
  onToggle: (isChosen: boolean) => void;
  outcome: Outcomes[keyof Outcomes];
  hasMessage: boolean;
}

/** A network to offer on, or why not, with where that is known from. */
export function NetworkChoice({ rules, kind, isSingle, isChosen, onToggle, outcome, hasMessage }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const id = useId();
  const whyNot = kind?.why_not ?? null;
  const isDone = outcome?.done === true;
  return (
    <div className={styles.choice} data-chosen={isChosen || undefined} data-off={whyNot !== null || undefined}>
      <label className={styles.label}>
        <input
          type={isSingle ? "radio" : "checkbox"}
          name={isSingle ? "network" : undefined}
          checked={isChosen}
          disabled={whyNot !== null || isDone}
          aria-describedby={`${id}-why`}
          onChange={(event) => onToggle(event.target.checked)}
        />
        <Network network={rules.network} />
        {isDone && (
          <Chip tone="good" icon={CircleCheck}>
            {text("is-offered")}
          </Chip>
        )}
      </label>
      <div id={`${id}-why`} className={styles.why}>
        {whyNot && kind && (
          <details>
            <summary>{text(`why-${whyNot}`, { network: rules.title })}</summary>
            <p>
              {text("source")} <span lang="en">{kind.source}</span>
            </p>
          </details>
        )}
        {!whyNot && isChosen && kind?.has_words && !hasMessage && <p>{text("no-message-there")}</p>}
        {outcome?.done === false && (
          <p role="alert" className={styles.failed}>
            {errorText(outcome.error)}
          </p>
        )}
      </div>
    </div>
  );
}
