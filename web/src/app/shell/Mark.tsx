import { Link } from "wouter";
import styles from "./Mark.module.css";

/** The name and the picture of the app, leading home. */
export function Mark() {
  return (
    <Link href="/" className={styles.mark}>
      <img src="/icon.svg" alt="" width="28" height="28" />
      <span>Restu</span>
    </Link>
  );
}
