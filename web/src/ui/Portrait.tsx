import styles from "./Portrait.module.css";

/** The initials of a name in a circle; pictures of people are not kept anywhere. */
export function Portrait({ name }: { name: string }) {
  const words = name.split(/\s+/).filter(Boolean);
  const initials = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? "")][0] ?? "");
  return (
    <span className={styles.portrait} aria-hidden>
      {initials.join("").toUpperCase()}
    </span>
  );
}
