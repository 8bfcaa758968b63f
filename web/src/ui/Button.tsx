import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { Link } from "wouter";
import styles from "./Button.module.css";
import { classes } from "./classes";

type Look = "primary" | "soft" | "quiet" | "danger";

interface Shared {
  look?: Look;
  icon?: LucideIcon;
}

interface ButtonProps extends Shared, ButtonHTMLAttributes<HTMLButtonElement> {
  /** While it works it stays in place and in the tab order, and does nothing. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = "soft",
  icon: Icon,
  busy = false,
  children,
  className,
  onClick,
  ...more
}: ButtonProps) {
  return (
    <button
      type="button"
      {...more}
      className={classes(styles.button, styles[look], busy && styles.busy, className)}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <span>{children}</span>
    </button>
  );
}

interface LinkProps extends Shared {
  href: string;
  children: ReactNode;
}

/** A link within the app that looks like a button. */
export function ButtonLink({ look = "soft", icon: Icon, href, children }: LinkProps) {
  return (
    <Link href={href} className={classes(styles.button, styles[look])}>
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <span>{children}</span>
    </Link>
  );
}

/** A link to another place, in a new tab, that looks like a button. It tells that place nothing of ours. */
export function ButtonAway({ look = "soft", icon: Icon, href, children }: LinkProps) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={classes(styles.button, styles[look])}>
      {Icon && <Icon aria-hidden className={styles.icon} />}
      <span>{children}</span>
    </a>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  label: string;
}

/** A button that shows its icon alone and says its label. */
export function IconButton({ icon: Icon, label, className, ...more }: IconButtonProps) {
  return (
    <button type="button" {...more} className={classes(styles.bare, className)} aria-label={label} title={label}>
      <Icon aria-hidden className={styles.icon} />
    </button>
  );
}
