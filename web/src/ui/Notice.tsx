import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Notice.module.css";

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

interface Props {
  tone?: keyof typeof ICONS;
  /** Spoken as soon as it appears. */
  live?: boolean;
  children: ReactNode;
}

/** A few words that matter, beside what they are about. */
export function Notice({ tone = "info", live = false, children }: Props) {
  const Icon = ICONS[tone];
  return (
    <div className={classes(styles.notice, styles[tone])} role={live ? "alert" : undefined}>
      <Icon aria-hidden className={styles.icon} />
      <div>{children}</div>
    </div>
  );
}
