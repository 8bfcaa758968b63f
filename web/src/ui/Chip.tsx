import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Chip.module.css";
import { classes } from "./classes";

interface Props {
  icon?: LucideIcon;
  tone?: "plain" | "accent" | "good" | "warn" | "bad";
  children: ReactNode;
}

/** A word or a number about something, set apart. */
export function Chip({ icon: Icon, tone = "plain", children }: Props) {
  return (
    <span className={classes(styles.chip, styles[tone])}>
      {Icon && <Icon aria-hidden className={styles.icon} />}
      {children}
    </span>
  );
}
