import styles from "./PostText.module.css";
import { piecesOf } from "./unseen";

const LINK = /(https?:\/\/\S+)/;
/** Networks show a link without its beginning, cut after so many characters. */
const SCHEME = /^https?:\/\/(www\.)?/;
const SHOWN = 30;

/**
 * A post's text, to the last character. Its links lead nowhere from here; what networks leave out of them is softer, and
 * still there, because where a link ends is for each network to say: what follows it without a space may be text. What
 * nobody would see stands there by its number.
 */
export function PostText({ text }: { text: string }) {
  const parts = text.split(LINK);
  return (
    <p className={styles.text}>
      {parts.map((part, place) =>
        // A text is split anew whenever it changes: the place is what names a part.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        place % 2 === 1 ? <Link key={place} link={part} /> : <All key={place} of={part} />,
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
        <All of={link.slice(scheme.length, end)} />
      </span>
      <span className={styles.soft}>
        <All of={link.slice(end)} />
      </span>
    </>
  );
}

function All({ of }: { of: string }) {
  return piecesOf(of).map(({ text, unseen }, place) =>
    unseen === null ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <span key={place} className={styles.unseen}>
        {unseen}
      </span>
    ),
  );
}
