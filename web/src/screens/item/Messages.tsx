import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useRef } from "react";
import { networkName } from "@/data/networks";
import { type NetworkName, rulesQuery } from "@/data/rules";
import { useLanguage } from "@/i18n/language";
import { Button } from "@/ui/Button";
import { ErrorState, Skeletons } from "@/ui/States";
import type { Draft, DraftMessage } from "./draft";
import { MessageCard } from "./MessageCard";
import styles from "./Messages.module.css";
import { useText } from "./text";

const MOST = 40;

interface Props {
  draft: Draft;
  onChange: (draft: Draft) => void;
  disabled: boolean;
}

/** Suggested messages side by side, each counted as its network counts; any network can have several, in languages. */
export function Messages({ draft, onChange, disabled }: Props) {
  const text = useText();
  const rules = useQuery(rulesQuery);
  const { language } = useLanguage();
  const added = useRef<string | null>(null);
  if (rules.data === undefined) {
    return rules.isPending ? (
      <Skeletons of={rules} count={1} />
    ) : (
      <ErrorState error={rules.error} retry={() => void rules.refetch()} />
    );
  }
  const { messages } = draft;
  const set = (changed: readonly DraftMessage[]) => onChange({ ...draft, messages: changed });
  const add = (network: NetworkName) => {
    const id = crypto.randomUUID();
    added.current = id;
    set([...messages, { id, network, language: draft.language || language, text: "" }]);
  };
  return (
    <>
      {messages.length > 0 && (
        <ul className={styles.messages}>
          {messages.map((message) => (
            <li key={message.id}>
              <MessageCard
                message={message}
                link={draft.link.trim()}
                rules={rules.data.find((each) => each.network === message.network)}
                autoFocus={added.current === message.id}
                onChange={(changed) => set(messages.map((each) => (each.id === changed.id ? changed : each)))}
                onRemove={() => set(messages.filter((each) => each.id !== message.id))}
                disabled={disabled}
              />
            </li>
          ))}
        </ul>
      )}
      {!disabled && messages.length < MOST && (
        <fieldset className={styles.add}>
          <legend className="visually-hidden">{text("add-message")}</legend>
          <span className={styles.for}>{text("add-for")}</span>
          {rules.data.map(({ network }) => (
            <Button key={network} icon={Plus} onClick={() => add(network)}>
              {networkName(network)}
            </Button>
          ))}
        </fieldset>
      )}
    </>
  );
}
