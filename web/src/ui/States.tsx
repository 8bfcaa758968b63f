import type { LucideIcon } from "lucide-react";
import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { useErrorText } from "@/api/words";
import { Button } from "./Button";
import styles from "./States.module.css";
import { useText } from "./text";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  /** What this place is for and what to do to fill it. */
  children: ReactNode;
  action?: ReactNode;
}

/** Where nothing is yet: says why and what comes next. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <section className={styles.state}>
      <Icon aria-hidden className={styles.picture} />
      <h2>{title}</h2>
      <div className={styles.words}>{children}</div>
      {action}
    </section>
  );
}

interface ErrorProps {
  error: unknown;
  /** Without it: it is tried again by itself. */
  retry?: () => void;
}

/** Where something could not be loaded, or not yet. */
export function ErrorState({ error, retry }: ErrorProps) {
  const text = useText();
  const errorText = useErrorText();
  return (
    <section className={styles.state} role="alert">
      <CircleAlert aria-hidden className={styles.picture} />
      <h2>{text("failed")}</h2>
      <p className={styles.words}>{errorText(error)}</p>
      {retry ? (
        <Button icon={RotateCw} onClick={retry}>
          {text("retry")}
        </Button>
      ) : (
        <p>{text("by-itself")}</p>
      )}
    </section>
  );
}

interface Asked {
  failureReason: unknown;
}

interface SkeletonProps {
  count: number;
  shape?: "card" | "line";
  /** What is being loaded: a failure is said at once, while it is tried again. */
  of?: Asked | readonly Asked[];
}

/** Grey shapes in place of what is being loaded. */
export function Skeletons({ count, shape = "card", of }: SkeletonProps) {
  const text = useText();
  const failed = [of ?? []].flat().find((each) => each.failureReason);
  if (failed) return <ErrorState error={failed.failureReason} />;
  return (
    <div className={styles.skeletons} aria-busy="true">
      <span className="visually-hidden">{text("loading")}</span>
      {Array.from({ length: count }, (_, number) => number).map((number) => (
        <div key={number} className={styles[shape]} />
      ))}
    </div>
  );
}
