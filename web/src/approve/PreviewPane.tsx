import { useEffect, useRef } from "react";
import { mayPass } from "@/api/refusal";
import { useErrorText } from "@/api/words";
import { useLanguage } from "@/i18n/language";
import { Notice } from "@/ui/Notice";
import { Skeletons } from "@/ui/States";
import { Disclosure } from "./Disclosure";
import type { Looking } from "./look";
import { Post } from "./Post";
import styles from "./PreviewPane.module.css";
import { isAboutImages, type Preview, type Previewed } from "./preview";
import { useText } from "./text";

/** What the network would show. Its words are the answer's, to the letter, never what was just typed. */
export function PreviewPane({ preview, look }: { preview: Previewed; look: Looking }) {
  const text = useText();
  const errorText = useErrorText();
  const { missing } = preview;
  const pane = useRef<HTMLElement>(null);
  useEffect(() => {
    if (look.isRevised) pane.current?.scrollIntoView({ block: "start" });
  }, [look.isRevised]);
  return (
    <section ref={pane} className={styles.pane} aria-label={text("preview")} aria-busy={!preview.isCurrent}>
      <p className={styles.heading}>{text(preview.isCurrent || !preview.data ? "preview" : "preview-old")}</p>
      {preview.data && <Post shown={preview.data} look={look} />}
      {missing && (
        <p className={styles.note}>
          {text("no-preview")} {text(`missing-${missing.what}`, { ...missing })}
        </p>
      )}
      {preview.isError && (
        <p className={styles.note}>
          {text(mayPass(preview.error) ? "no-answer" : "no-preview")}{" "}
          {isAboutImages(preview.error) && errorText(preview.error)}
        </p>
      )}
      {preview.isPending && <Skeletons count={1} />}
      {preview.data && <Disclosure shown={preview.data} />}
      {preview.data?.by_hand && <ByHand shown={preview.data} />}
      {preview.data && <Notes notes={preview.data.preview.notes} />}
    </section>
  );
}

/** What the person will do themselves, said before they approve it. */
function ByHand({ shown }: { shown: Preview }) {
  const text = useText();
  const { language } = useLanguage();
  return (
    <Notice>
      <strong>{text("by-hand")}</strong> {shown.by_hand?.explained[language]}
    </Notice>
  );
}

const NOTES = ["card-drawn-by-network", "target-may-change", "target-not-seen"] as const;

function Notes({ notes }: { notes: readonly string[] }) {
  const text = useText();
  const known = NOTES.filter((note) => notes.includes(note));
  return known.map((note) => (
    <p key={note} className={styles.note}>
      {text(note)}
    </p>
  ));
}
