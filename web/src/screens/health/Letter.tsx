import { Copy } from "lucide-react";
import type { DeadLetter } from "@/data/health";
import { useFormats } from "@/i18n/formats";
import { IconButton } from "@/ui/Button";
import { FactList } from "@/ui/FactList";
import { useSay } from "@/ui/Toasts";
import styles from "./Letter.module.css";
import { useText } from "./text";

/** One event that could not be applied: which, since when, why, and the commands that settle it. */
export function Letter({ service, letter }: { service: string; letter: DeadLetter }) {
  const text = useText();
  const formats = useFormats();
  const type = letter.type?.replace(/^restu\./, "") ?? text("foreign");
  const title = text("letter-of", { type, service });
  const facts = [
    [text("why"), letter.reason],
    [text("where"), `${letter.topic}/${letter.partition}@${letter.offset}`],
    [text("about"), letter.key],
  ] as const;
  const acts = letter.type === null ? (["see-it", "drop-it"] as const) : (["see-it", "replay-it", "drop-it"] as const);
  return (
    <article className={styles.letter} aria-label={title}>
      <header>
        <h3 className={styles.title}>{title}</h3>
        <p className={styles.soft}>{text("since", { when: formats.dateTime(letter.at) })}</p>
      </header>
      <FactList facts={facts} className={styles.facts} />
      <details className={styles.todo}>
        <summary>{text("what-to-do")}</summary>
        <p className={styles.soft}>{text("what-to-do-words")}</p>
        {acts.map((act) => (
          <Command key={act} what={text(act)} command={`restu dead-letters ${VERBS[act]} ${service} ${letter.id}`} />
        ))}
      </details>
    </article>
  );
}

const VERBS = { "see-it": "show", "replay-it": "replay", "drop-it": "drop" } as const;

function Command({ what, command }: { what: string; command: string }) {
  const text = useText();
  const say = useSay();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command); // is not there on pages without TLS
      say(text("copied"));
    } catch {
      say(text("not-copied"));
    }
  };
  return (
    <div className={styles.command}>
      <span className={styles.what}>{what}</span>
      <code>{command}</code>
      <IconButton icon={Copy} label={text("copy-of", { command })} onClick={() => void copy()} />
    </div>
  );
}
