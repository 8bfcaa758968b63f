import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { imageAddress } from "@/data/images";
import type { Receipt } from "@/data/posts";
import { Thumbnail } from "@/ui/Thumbnail";
import { chosenIn } from "./draft";
import styles from "./Opened.module.css";
import { useText } from "./text";
import { isUsual, useVisibility } from "./visibility";

interface Props {
  opening: NonNullable<Receipt["opening"]>;
  /** The words, as the screen shows them. */
  children: ReactNode;
}

/** All that was approved: the warning above the words, the images below them, and who may see it where not everybody. */
export function Opened({ opening, children }: Props) {
  const text = useText();
  const { visibility, warning, images } = chosenIn(opening);
  const { icon: Seen, label } = useVisibility()(visibility);
  return (
    <div className={styles.opened}>
      {warning && (
        <p className={styles.fact}>
          <TriangleAlert aria-hidden size={16} />
          <span>
            <strong>{text("warning")}:</strong> {warning}
          </span>
        </p>
      )}
      {children}
      {images.length > 0 && (
        <ul className={styles.images} aria-label={text("images")}>
          {images.map(({ hash, alt }) => (
            <li key={hash} className={styles.image}>
              <Thumbnail src={imageAddress(hash)} alt={alt} loading="lazy" />
              <p className={styles.alt} aria-hidden>
                {alt}
              </p>
            </li>
          ))}
        </ul>
      )}
      {!isUsual(visibility) && (
        <p className={styles.fact}>
          <Seen aria-hidden size={16} />
          <span>
            <span className="visually-hidden">{text("visibility")}:</span> {label}
          </span>
        </p>
      )}
    </div>
  );
}
