import { Globe } from "lucide-react";
import { networkName } from "@/data/networks";
import { useMe } from "@/data/person";
import { useFormats } from "@/i18n/formats";
import { useLanguage } from "@/i18n/language";
import { Notice } from "@/ui/Notice";
import { Portrait } from "@/ui/Portrait";
import { Skeletons } from "@/ui/States";
import { Disclosure } from "./Disclosure";
import { PostText } from "./PostText";
import styles from "./PreviewPane.module.css";
import { type Preview, type Previewed, slotOf } from "./preview";
import { useText } from "./text";

/** What the network would show. Its words are the answer's, to the letter, never what was just typed. */
export function PreviewPane({ preview }: { preview: Previewed }) {
  const text = useText();
  return (
    <section className={styles.pane} aria-label={text("preview")} aria-busy={!preview.isCurrent}>
      <p className={styles.heading}>{text(preview.isCurrent || !preview.data ? "preview" : "preview-old")}</p>
      {preview.data && <Post shown={preview.data} />}
      {preview.isError && <p className={styles.note}>{text("no-preview")}</p>}
      {preview.isPending && <Skeletons count={1} />}
      {preview.data && <Disclosure shown={preview.data} />}
      {preview.data?.by_hand && <ByHand shown={preview.data} />}
      {preview.data && <Notes notes={preview.data.preview.notes} />}
    </section>
  );
}

function Post({ shown }: { shown: Preview }) {
  const text = useText();
  const formats = useFormats();
  const { preview, target } = shown;
  const name = useMe()?.name ?? preview.handle;
  const slot = slotOf(shown);
  return (
    <article className={styles.post} lang={preview.language}>
      <header className={styles.author}>
        <Portrait name={name} />
        <p className={styles.names}>
          <strong>{name}</strong>
          <span>
            {preview.handle ? (
              <Handle handle={preview.handle} />
            ) : (
              text("own-account", { network: networkName(preview.network) })
            )}
          </span>
        </p>
        <p className={styles.meta}>
          {slot && !shown.by_hand && formats.time(slot.at)}
          {!shown.by_hand && <Globe aria-hidden size={14} />}
        </p>
      </header>
      {preview.text && <PostText text={preview.text} />}
      {preview.link && <LinkCard link={preview.link} />}
      {isDone(preview.kind) && <p className={styles.does}>{text(`does-${preview.kind}`)}</p>}
      {target && (
        <blockquote className={styles.target}>
          {target.handle && <strong>{target.handle}</strong>}
          <span>{target.text}</span>
        </blockquote>
      )}
      <p className="visually-hidden">{text("on", { network: networkName(preview.network) })}</p>
    </article>
  );
}

/** Broken before its server where it does not fit. */
function Handle({ handle }: { handle: string }) {
  const server = handle.lastIndexOf("@");
  return (
    <>
      {handle.slice(0, server)}
      <wbr />
      {handle.slice(server)}
    </>
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

/** Kinds that say nothing and do something to what stands there. */
const DONE = ["repost", "like", "follow"] as const;

function isDone(kind: string): kind is (typeof DONE)[number] {
  return DONE.some((known) => known === kind);
}

function LinkCard({ link }: { link: string }) {
  const host = URL.canParse(link) ? new URL(link).host : link;
  return (
    <div className={styles.card}>
      <span>{host}</span>
      <span className={styles.address}>{link}</span>
    </div>
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
