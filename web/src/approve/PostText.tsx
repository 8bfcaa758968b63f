import styles from "./Post.module.css";

const LINK = /(https?:\/\/\S+)/;
/** As Mastodon shows links: without the scheme, cut here. */
const SHOWN = 30;

/** A post's text with its links as a network shortens them; they lead nowhere from a preview. */
export function PostText({ text }: { text: string }) {
  const parts = text.split(LINK);
  return (
    <p className={styles.text}>
      {parts.map((part, place) =>
        // A text is split anew whenever it changes: the place is what names a part.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        place % 2 === 1 ? <Shortened key={place} link={part} /> : part,
      )}
    </p>
  );
}

function Shortened({ link }: { link: string }) {
  const bare = link.replace(/^https?:\/\/(www\.)?/, "");
  return <span className={styles.shortened}>{bare.length > SHOWN ? `${bare.slice(0, SHOWN)}…` : bare}</span>;
}
