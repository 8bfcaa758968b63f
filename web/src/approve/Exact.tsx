import styles from "./Exact.module.css";
import { piecesOf } from "./unseen";

/** A text to the last character: what nobody would see stands there by its number. */
export function Exact({ text: whole }: { text: string }) {
  return piecesOf(whole).map(({ text, unseen }, place) =>
    unseen === null ? (
      text
    ) : (
      // A text is split anew whenever it changes: the place is what names a piece.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above
      <span key={place} className={styles.unseen}>
        {unseen}
      </span>
    ),
  );
}
