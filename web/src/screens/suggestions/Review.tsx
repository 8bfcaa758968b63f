import { Check, Link2, PenLine, X } from "lucide-react";
import { useState } from "react";
import { hostOf, useNames } from "@/curate/names";
import { useReadingText } from "@/curate/reading";
import type { Suggestion } from "@/data/suggestions";
import { useFormats } from "@/i18n/formats";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { Notice } from "@/ui/Notice";
import { useNow } from "@/ui/now";
import { DeclineDialog } from "./DeclineDialog";
import styles from "./Review.module.css";
import { useText } from "./text";
import { useAccept } from "./useAccept";
import { WriteDialog } from "./WriteDialog";

/** One suggestion, with the three things that a curator may make of it. */
export function Review({ suggestion }: { suggestion: Suggestion }) {
  const text = useText();
  const [dialog, setDialog] = useState<"decline" | "write" | null>(null);
  const readingText = useReadingText();
  const accepting = useAccept(suggestion);
  return (
    <article className={styles.card} aria-labelledby={`reason-${suggestion.suggestion_id}`}>
      <Said suggestion={suggestion} />
      <div className={styles.acts}>
        <Button look="primary" icon={Check} busy={accepting.isPending} onClick={() => accepting.accept(null)}>
          {text(accepting.isPending ? "accepting" : "accept")}
        </Button>
        <Button icon={PenLine} onClick={() => setDialog("write")}>
          {text("write")}
        </Button>
        <Button look="quiet" icon={X} onClick={() => setDialog("decline")}>
          {text("decline")}
        </Button>
      </div>
      {accepting.error && (
        <Notice tone="bad" live>
          {readingText(accepting.error)} {suggestion.link && text("write-instead")}
        </Notice>
      )}
      {dialog === "decline" && <DeclineDialog suggestion={suggestion} onClose={() => setDialog(null)} />}
      {dialog === "write" && <WriteDialog suggestion={suggestion} onClose={() => setDialog(null)} />}
    </article>
  );
}

function Said({ suggestion }: { suggestion: Suggestion }) {
  const text = useText();
  const names = useNames();
  const formats = useFormats();
  const now = useNow();
  const { link, language } = suggestion;
  return (
    <>
      <div className={styles.head}>
        <span className={styles.soft}>
          {text("suggested", { when: formats.relative(suggestion.suggested_at, now) })}
        </span>
        {language && <Chip>{names.language(language)}</Chip>}
      </div>
      <blockquote id={`reason-${suggestion.suggestion_id}`} className={styles.reason} lang={language ?? undefined}>
        {suggestion.reason}
      </blockquote>
      {link && (
        <p className={styles.link}>
          <Link2 aria-hidden size={18} />
          <span>
            <a href={link} target="_blank" rel="noreferrer">
              {hostOf(link)}
            </a>
            <span className={styles.address}>{link}</span>
          </span>
        </p>
      )}
      {suggestion.text && (
        <p className={styles.words} lang={language ?? undefined}>
          {suggestion.text}
        </p>
      )}
    </>
  );
}
