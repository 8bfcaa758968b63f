import { Trash2 } from "lucide-react";
import { useId } from "react";
import { networkName } from "@/data/networks";
import type { NetworkRules } from "@/data/rules";
import { IconButton } from "@/ui/Button";
import field from "@/ui/Field.module.css";
import { LanguageSelect } from "@/ui/LanguageSelect";
import { Network } from "@/ui/Network";
import { Count } from "./Count";
import type { DraftMessage } from "./draft";
import styles from "./MessageCard.module.css";
import { useText } from "./text";

interface Props {
  message: DraftMessage;
  /** Goes out with the words, and counts. */
  link: string;
  rules: NetworkRules | undefined;
  autoFocus: boolean;
  onChange: (message: DraftMessage) => void;
  onRemove: () => void;
  disabled: boolean;
}

/** One suggested message as an advocate will start from it. */
export function MessageCard({ message, link, rules, autoFocus, onChange, onRemove, disabled }: Props) {
  const text = useText();
  const id = useId();
  const network = networkName(message.network);
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <Network network={message.network} />
        <LanguageSelect
          aria-label={text("message-language", { network })}
          value={message.language}
          onChange={(language) => onChange({ ...message, language })}
        />
        {!disabled && <IconButton icon={Trash2} label={text("remove-message", { network })} onClick={onRemove} />}
      </div>
      <textarea
        className={`${field.input} ${styles.area}`}
        rows={6}
        aria-label={text("message-for", { network })}
        aria-describedby={`${id}-count`}
        lang={message.language}
        value={message.text}
        // biome-ignore lint/a11y/noAutofocus: only the one that was just asked for
        autoFocus={autoFocus}
        onChange={(event) => onChange({ ...message, text: event.target.value })}
        spellCheck
      />
      <Count id={`${id}-count`} network={message.network} words={message.text} link={link} rules={rules} />
    </div>
  );
}
