import type { ReactNode } from "react";
import { networkName } from "@/data/networks";
import { useMe } from "@/data/person";
import { useFormats } from "@/i18n/formats";
import { Portrait } from "@/ui/Portrait";
import { Exact } from "./Exact";
import type { Looking } from "./look";
import { Pictures } from "./Pictures";
import styles from "./Post.module.css";
import { PostText } from "./PostText";
import { type Preview, slotOf } from "./preview";
import { useText } from "./text";
import { useVisibility } from "./visibility";

/** A preview as the network would show it. */
export function Post({ shown, look }: { shown: Preview; look: Looking }) {
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
          {!shown.by_hand && preview.visibility && <SeenBy visibility={preview.visibility} />}
        </p>
      </header>
      {preview.content_warning ? (
        <Folded shown={shown}>
          <Said shown={shown} look={look} />
        </Folded>
      ) : (
        <Said shown={shown} look={look} />
      )}
      {isDone(preview.kind) && <p className={styles.does}>{text(`does-${preview.kind}`)}</p>}
      {target && (
        <blockquote className={styles.target}>
          {target.handle && <strong>{target.handle}</strong>}
          <span>
            <Exact text={target.text} />
          </span>
        </blockquote>
      )}
      <p className="visually-hidden">{text("on", { network: networkName(preview.network) })}</p>
    </article>
  );
}

function SeenBy({ visibility }: { visibility: string }) {
  const { icon: Icon, label } = useVisibility()(visibility);
  return (
    <span title={label}>
      <Icon aria-hidden size={14} />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/**
 * The warning, which everybody sees, and behind it what the network folds away: here it stays unfolded, for it is
 * approved. What discloses stands in front, told apart from the person's own warning by room alone: letters are as sent.
 */
function Folded({ shown: { preview, disclosure }, children }: { shown: Preview; children: ReactNode }) {
  const text = useText();
  const warning = preview.content_warning;
  const words = disclosure.text ?? "";
  const put = disclosure.in_warning && warning.startsWith(words) ? words : "";
  return (
    <div className={styles.folded}>
      <p className={styles.warning}>
        <span>
          <span className={styles.put}>
            <Exact text={put} />
          </span>
          <Exact text={warning.slice(put.length)} />
        </span>
        <span className={styles.fold}>{text("folded")}</span>
      </p>
      {children}
    </div>
  );
}

function Said({ shown: { preview }, look }: { shown: Preview; look: Looking }) {
  return (
    <div className={styles.said}>
      {preview.text && <PostText text={preview.text} />}
      {preview.media.length > 0 && <Pictures media={preview.media} look={look} />}
      {preview.link && preview.media.length === 0 && <LinkCard link={preview.link} />}
    </div>
  );
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

/** Kinds that say nothing and do something to what stands there. */
const DONE = ["repost", "like", "follow"] as const;

function isDone(kind: string): kind is (typeof DONE)[number] {
  return DONE.some((known) => known === kind);
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
