import { ArrowLeft } from "lucide-react";
import { Link } from "wouter";
import styles from "./Back.module.css";
import { useText } from "./text";

export function Back() {
  const text = useText();
  return (
    <Link href="/items" className={styles.back}>
      <ArrowLeft aria-hidden size={16} />
      {text("all-items")}
    </Link>
  );
}
