import { Exact } from "./Exact";
import styles from "./PostText.module.css";

const LINK = /(https?:\/\/\S+)/;
/** Networks show a link without its beginning, cut after so many characters. */
const SCHEME = /^https?:\/\/(www\.)?/;
const SHOWN = 30;

/**
 * A post's text, to the last character. Its links lead nowhere from here; what networks leave out of them is softer, and
 * still there, because where a link ends is for each network to say: what follows it without a space may be text.
 */
export function PostText({ text }: { text: string }) {
  const parts = text.split(LINK);
  return (
    <p className={styles.text}>
      {parts.map((part, place) =>
        // A text is split anew whenever it changes: the place is what names a part.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        place % 2 === 1 ? <Link key={place} link={part} /> : <Exact key={place} text={part} />,
      )}
    </p>
  );
}

function Link({ link }: { link: string }) {
  const [scheme = ""] = SCHEME.exec(link) ?? [];
  const end = scheme.length + SHOWN;
  return (
    <>
      <span className={styles.soft}>{scheme}</span>
      <span className={styles.link}>
        <Exact text={link.slice(scheme.length, end)} />
      </span>
      <span className={styles.soft}>
        <Exact text={link.slice(end)} />
      </span>
    </>
  );
}
